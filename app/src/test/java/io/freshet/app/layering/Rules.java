package io.freshet.app.layering;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/// The rules of docs/architecture.md: who may know whom, and what the engine must not touch.
final class Rules {
  private static final Set<String> CLOCKS = Set.of("nanoTime", "currentTimeMillis");
  private static final Map<String, Set<String>> SALTED =
      Map.of(
          "java.util.Set", Set.of("of", "copyOf"),
          "java.util.Map", Set.of("of", "copyOf", "ofEntries"),
          "java.util.stream.Collectors", Set.of("toUnmodifiableSet", "toUnmodifiableMap"));

  /// Each package is a slice, but a hash is what a Merkle tree is made of, and a manifest proves
  /// itself by the tree: they are one.
  private static final SliceAssignment PACKAGES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          String name = type.getPackageName();
          return SliceIdentifier.of(
              name.equals("io.freshet.content.merkle") ? "io.freshet.content" : name);
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  /// Who may ask what time of day it is, and what comes of a clock that jumps.
  private static final Set<String> KNOW_THE_TIME_OF_DAY =
      Set.of(
          // A release's date, an age, a stamp in a trace: for people only.
          "io.freshet.node.control.Publisher",
          "io.freshet.app.LsCommand",
          "io.freshet.app.TraceFile",
          // What a file system stamps files with can be compared with the same clock only: a jump
          // costs hashing, or another look.
          "io.freshet.node.disk.OwnTouches",
          "io.freshet.content.scan.Scanner",
          // Limits by the time of day follow it, wherever it jumps.
          "io.freshet.app.running.Reins",
          // Asks once, and then goes by a stopwatch.
          "io.freshet.app.EvenClock");

  private Rules() {}

  static Stream<Rule> all() {
    return Stream.of(
        rule(
            "content knows the jdk only",
            uses("content", "java..", "io.freshet.content.."),
            "content.offender.KnowsALibrary"),
        rule(
            "engine knows content only",
            uses(
                "engine",
                "java..",
                "io.freshet.engine..",
                "io.freshet.content",
                "io.freshet.content.merkle"),
            "engine.offender.EngineOffenders$KnowsALibrary",
            "engine.offender.EngineOffenders$KnowsScanning"),
        rule(
            "sim knows the engine only",
            uses(
                "sim", "java..", "io.freshet.sim..", "io.freshet.engine..", "io.freshet.content.."),
            "sim.offender.SimOffenders$KnowsANode"),
        rule(
            "node knows neither sim nor app",
            avoids("node", "io.freshet.sim..", "io.freshet.app..", "io.freshet.bench.."),
            "node.offender.KnowsASimulation"),
        rule(
            "app finds bench by service loader",
            avoids("app", "io.freshet.bench.."),
            "app.layering.KnowsBench"),

        // One thread owns an engine, and what happens outside is an effect.
        rule(
            "engine does no io and no threads",
            avoids(
                "engine",
                "java.io..",
                "java.net..",
                "java.nio.channels..",
                "java.nio.file..",
                "java.sql..",
                "java.util.concurrent..",
                "java.util.logging..",
                "javax.."),
            "engine.offender.EngineOffenders$KnowsFiles",
            "engine.offender.EngineOffenders$ThrowsIo",
            "engine.offender.EngineOffenders$KnowsSockets",
            "engine.offender.EngineOffenders$KnowsQueues",
            "engine.offender.EngineOffenders$Logs"),
        rule(
            "engine starts no thread",
            noClasses()
                .that(in("engine"))
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java[.]lang[.]Thread.*|java[.]util[.]Timer.*"),
            "engine.offender.EngineOffenders$StartsAThread"),

        // Time and seeds come in as arguments: then a seed replays a run.
        rule(
            "decisions read no clock",
            noAccess("read a clock", Rules::readsClock, "engine", "sim"),
            "engine.offender.EngineOffenders$ReadsNanoTime",
            "engine.offender.EngineOffenders$ReadsTheDate"),
        rule(
            "a clock that jumps changes nothing",
            noAccess("read the wall clock", Rules::readsWallClock, "content", "node", "app"),
            "node.offender.AsksWhatDayItIs",
            "node.offender.TakesTheClockOfTheSystem"),
        rule(
            "decisions have no randomness of their own",
            noAccess("draw without a seed", Rules::drawsWithoutSeed, "engine", "sim"),
            "engine.offender.EngineOffenders$RollsDice",
            "engine.offender.EngineOffenders$MakesItsOwnGenerator",
            "engine.offender.EngineOffenders$InventsAName",
            "engine.offender.EngineOffenders$Shuffles",
            "sim.offender.SimOffenders$RollsDice"),

        // `Set.of` and `Map.of` iterate in an order that differs from one process to the next.
        rule(
            "decisions iterate in a defined order",
            noAccess("make a collection of salted order", Rules::saltsOrder, "engine", "sim"),
            "engine.offender.EngineOffenders$IteratesASaltedSet",
            "engine.offender.EngineOffenders$IteratesASaltedMap"),

        // Of System the engine may copy arrays; streams, properties and the environment are world.
        rule(
            "engine leaves the system alone",
            noAccess("touch System", Rules::touchesSystem, "engine"),
            "engine.offender.EngineOffenders$Prints",
            "engine.offender.EngineOffenders$ReadsTheEnvironment"),

        // A package-info is the map of its package and its contract about null.
        rule(
            "packages are null marked",
            classes().that().resideOutsideOfPackage("..wire..").should(haveANullMarkedPackage()),
            "app.layering.unmarked.Unmarked"),
        rule(
            "packages have no cycles",
            slices().assignedFrom(PACKAGES).should().beFreeOfCycles(),
            "node.offender.KnowsASimulation sim.offender.SimOffenders sim.offender.SimOffenders$KnowsANode"));
  }

  private static Rule rule(String name, ArchRule check, String... offenders) {
    return new Rule(name, check, List.of(offenders));
  }

  private static ArchRule uses(String module, String... allowed) {
    var all = Arrays.copyOf(allowed, allowed.length + 1);
    all[allowed.length] = "org.jspecify..";
    return classes()
        .that(in(module))
        .should()
        .onlyDependOnClassesThat(
            describe(
                "reside in " + String.join(", ", all),
                type -> {
                  var element = type.getBaseComponentType();
                  return element.isPrimitive() || resideInAnyPackage(all).test(element);
                }));
  }

  private static ArchRule avoids(String module, String... forbidden) {
    return noClasses().that(in(module)).should().dependOnClassesThat(resideInAnyPackage(forbidden));
  }

  private static ArchRule noAccess(
      String deed, Predicate<? super JavaAccess<?>> does, String... modules) {
    return noClasses().that(in(modules)).should().accessTargetWhere(describe(deed, does));
  }

  private static DescribedPredicate<JavaClass> in(String... modules) {
    return resideInAnyPackage(
        Arrays.stream(modules).map(module -> "io.freshet." + module + "..").toArray(String[]::new));
  }

  private static ArchCondition<JavaClass> haveANullMarkedPackage() {
    return new ArchCondition<>("have a package-info.java with @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
        events.add(
            new SimpleConditionEvent(
                type, marked, type.getName() + " lies in a package that is not @NullMarked"));
      }
    };
  }

  private static boolean readsClock(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    return (owner.equals("java.lang.System") && CLOCKS.contains(access.getName()))
        || (owner.startsWith("java.time.") && access.getName().equals("now"))
        || (owner.equals("java.util.Date") && access.getName().equals("<init>"))
        || (Set.of("java.time.Clock", "java.time.InstantSource").contains(owner)
            && access.getName().startsWith("system"));
  }

  private static boolean readsWallClock(JavaAccess<?> access) {
    return readsClock(access)
        && !access.getName().equals("nanoTime")
        && !KNOW_THE_TIME_OF_DAY.contains(access.getOriginOwner().getName());
  }

  private static boolean drawsWithoutSeed(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    if (owner.equals("java.util.concurrent.ThreadLocalRandom")
        || owner.equals("java.security.SecureRandom")) return true;
    if (owner.equals("java.util.random.RandomGenerator"))
      return Set.of("of", "getDefault").contains(access.getName());
    return switch (access) {
      case JavaCall<?> call when owner.equals("java.lang.Math") -> call.getName().equals("random");
      case JavaCall<?> call when owner.equals("java.util.UUID") ->
          call.getName().equals("randomUUID");
      case JavaCall<?> call when owner.equals("java.util.Collections") ->
          call.getName().equals("shuffle") && call.getTarget().getRawParameterTypes().size() == 1;
      case JavaCall<?> call
          when owner.equals("java.util.Random") || owner.equals("java.util.SplittableRandom") ->
          call.getName().equals("<init>") && call.getTarget().getRawParameterTypes().isEmpty();
      default -> false;
    };
  }

  private static boolean saltsOrder(JavaAccess<?> access) {
    boolean salted =
        SALTED.getOrDefault(access.getTargetOwner().getName(), Set.of()).contains(access.getName());
    // Of nothing there is but one order.
    return salted
        && access instanceof JavaCodeUnitAccess<?> call
        && !call.getTarget().getRawParameterTypes().isEmpty();
  }

  private static boolean touchesSystem(JavaAccess<?> access) {
    boolean copies = access.getName().equals("arraycopy");
    return access.getTargetOwner().getName().equals("java.lang.System")
        && (access instanceof JavaFieldAccess || !copies);
  }
}
