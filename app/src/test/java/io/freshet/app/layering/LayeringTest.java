package io.freshet.app.layering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What ships keeps every rule, and every rule is able to fail.
class LayeringTest {
  private static final JavaClasses SHIPPED =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.freshet");

  @Test
  void whatShipsWasFound() {
    for (String module : List.of("content", "engine", "sim", "node", "app")) {
      var found =
          SHIPPED.stream()
              .anyMatch(type -> type.getPackageName().startsWith("io.freshet." + module));
      assertTrue(found, () -> "no class of module " + module + " was imported");
    }
    assertTrue(
        SHIPPED.stream().noneMatch(type -> type.getPackageName().endsWith("offender")),
        "an offender ships");
  }

  @ParameterizedTest
  @MethodSource("io.freshet.app.layering.Rules#all")
  void whatShipsKeeps(Rule rule) {
    var broken = rule.check().allowEmptyShould(true).evaluate(SHIPPED).getFailureReport();
    assertEquals(List.of(), broken.getDetails());
  }

  @ParameterizedTest
  @MethodSource("io.freshet.app.layering.Rules#all")
  void anOffenderBreaks(Rule rule) throws ClassNotFoundException {
    for (String together : rule.offenders()) {
      var offenders = new ArrayList<Class<?>>();
      for (String name : together.split(" ", -1))
        offenders.add(Class.forName("io.freshet." + name));
      var classes = new ClassFileImporter().importClasses(offenders);
      assertTrue(
          rule.check().evaluate(classes).hasViolation(), () -> together + " gets past " + rule);
    }
  }
}
