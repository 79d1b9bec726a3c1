package io.freshet.app.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
  private static final String SAYS_WHAT_IT_WAS_TOLD =
      """
      #!/bin/sh
      case "$*" in *-XX:AOTCacheOutput=*) for word; do case $word in -XX:AOTCacheOutput=*) echo "$*" >"${word#*=}" ;; esac; done ;; esac
      echo "locale=${LC_ALL-}"
      for word; do echo "$word"; done
      """;

  private static final String BUILDS =
      """
      #!/bin/sh
      echo built >>builds
      mkdir -p app/target bench/target && echo jar >app/target/freshet.jar
      echo jar >bench/target/freshet-bench-1.0.jar
      """;

  private static final String FAILS =
      """
      #!/bin/sh
      echo '[INFO] hello'
      echo '[ERROR] Main.java:[7,9] nonsense'
      echo '[ERROR] failed -> [Help 1]'
      exit 1
      """;

  @TempDir Path temp = Path.of("");
  private Path checkout = temp;
  private Path jdk = temp;

  record Run(int exitCode, List<String> out, List<String> err) {}

  @BeforeEach
  void checkOut() throws IOException {
    checkout = Files.createDirectories(temp.resolve("check out"));
    Files.createDirectories(checkout.resolve(".mvn"));
    Files.createDirectories(checkout.resolve("app/src/main"));
    Files.writeString(checkout.resolve("pom.xml"), "");
    Files.writeString(checkout.resolve("app/pom.xml"), "");
    Files.writeString(checkout.resolve("app/src/main/Main.java"), "");
    script(checkout.resolve("freshet"), Files.readString(Path.of("../freshet")));
    script(checkout.resolve("mvnw"), BUILDS);
    jdk = jdk("jdk-25", "25.0.3");
    try (var files = Files.walk(checkout)) {
      files.forEach(file -> changedAt(file, Instant.now().minusSeconds(60)));
    }
  }

  private Path jdk(String name, String version) throws IOException {
    var home = Files.createDirectories(temp.resolve(name));
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(home.resolve("bin/java"), SAYS_WHAT_IT_WAS_TOLD);
    changedAt(home.resolve("release"), Instant.now().minusSeconds(60));
    return home;
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void changedAt(Path file, Instant time) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(time));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessBuilder freshet(Path program, String... words) {
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(words));
    var builder = new ProcessBuilder(command);
    builder.environment().keySet().retainAll(List.of("PATH"));
    builder.environment().put("JAVA_HOME", jdk.toString());
    return builder;
  }

  private Run run(String... words) throws Exception {
    return run(checkout.resolve("freshet"), words);
  }

  private Run run(Path program, String... words) throws Exception {
    var out = temp.resolve("out");
    var err = temp.resolve("err");
    var process =
        freshet(program, words).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    return new Run(process.waitFor(), Files.readAllLines(out), Files.readAllLines(err));
  }

  private int builds() throws IOException {
    return Files.readAllLines(checkout.resolve("builds")).size();
  }

  @Test
  void onlyMeasuringLooksAtTheJarThatMeasures() throws Exception {
    assertTrue(run("bench", "--json").out().stream().anyMatch(word -> word.endsWith("/bench.jar")));
    assertTrue(run("get", "a").out().stream().noneMatch(word -> word.contains("bench.jar")));
  }

  @Test
  void buildsOnceAndBecomesJava() throws Exception {
    var first = run("get", "a b", "");
    assertEquals(List.of("freshet: building (once; again when a source changes) …"), first.err());
    var second = run("get", "a b", "");
    assertEquals(List.of(), second.err());
    assertEquals(first.out(), second.out());
    assertEquals(1, builds());
    var tail = second.out().subList(second.out().indexOf("-jar"), second.out().size());
    assertEquals(List.of("get", "a b", ""), tail.subList(2, tail.size()));
    assertTrue(tail.get(1).endsWith("/freshet.jar"), tail.toString());
    assertTrue(
        second.out().stream().anyMatch(word -> word.matches("-XX:AOTCache=.*/freshet.aot")),
        second.out().toString());
  }

  @Test
  void buildsAgainWhenSomethingIsNewer() throws Exception {
    run();
    var later = Instant.now().plusSeconds(60);
    for (String source :
        List.of("app/src/main/Main.java", "app/pom.xml", "pom.xml", "app/src/main")) {
      int before = builds();
      changedAt(checkout.resolve(source), later);
      run();
      assertEquals(before + 1, builds(), source + " is newer");
      changedAt(checkout.resolve(source), Instant.now().minusSeconds(60));
    }
    int before = builds();
    run();
    assertEquals(before, builds(), "nothing is newer");
  }

  /// The last of several limits counts.
  @Test
  void aTrackerHasRoomForTenThousandSessionsAndANodeForManyFiles() throws Exception {
    for (var heap : Map.of("tracker", "-Xmx3g", "get", "-Xmx384m", "show", "-Xmx128m").entrySet()) {
      var limits = run(heap.getKey()).out().stream().filter(word -> word.startsWith("-Xmx"));
      assertEquals(heap.getValue(), limits.toList().getLast(), heap.getKey());
    }
  }

  @Test
  void anotherJdkBuildsAnew() throws Exception {
    run();
    jdk = jdk("jdk-25-other", "25.0.4");
    run();
    assertEquals(2, builds());
  }

  @Test
  void anOlderJavaHomeIsPassedOver() throws Exception {
    run();
    // The build's own JDK is tried next, before the machine's folders.
    jdk = jdk("jdk-17", "17.0.1");
    assertEquals(0, run("x").exitCode());
    assertEquals(1, builds());
    jdk = jdk("jdk-250", "250");
    run();
    assertEquals(1, builds());
  }

  @Test
  void twoFirstStartsBuildOnce() throws Exception {
    var starts = new ArrayList<Process>();
    for (String word : List.of("a", "b", "c")) {
      var quiet = freshet(checkout.resolve("freshet"), word).redirectOutput(Redirect.DISCARD);
      starts.add(quiet.redirectError(Redirect.DISCARD).start());
    }
    for (var start : starts) assertEquals(0, start.waitFor());
    assertEquals(1, builds());
  }

  @Test
  void aFailedBuildSaysWhyAndLeavesTheLastOne() throws Exception {
    script(checkout.resolve("mvnw"), FAILS);
    var failed = run("--version");
    assertEquals(1, failed.exitCode());
    assertEquals("[ERROR] Main.java:[7,9] nonsense", failed.err().get(1));
    assertEquals(3, failed.err().size(), failed.err().toString());
    assertTrue(
        failed.err().getLast().startsWith("freshet: the build failed"), failed.err().toString());
    assertEquals(List.of(), failed.out());
    script(checkout.resolve("mvnw"), BUILDS);
    assertEquals(0, run("--version").exitCode());
  }

  @Test
  void trainsWithoutTheSecondCompiler() throws Exception {
    run();
    try (var files = Files.walk(checkout.resolve(".freshet-build"))) {
      Path cache = files.filter(file -> file.endsWith("freshet.aot")).findAny().orElseThrow();
      assertTrue(Files.readString(cache).contains("-XX:TieredStopAtLevel=3"));
    }
  }

  @Test
  void withoutACacheItStartsAllTheSame() throws Exception {
    script(
        jdk.resolve("bin/java"),
        SAYS_WHAT_IT_WAS_TOLD.replace(
            "#!/bin/sh", "#!/bin/sh\ncase \"$*\" in *AOTCacheOutput*) exit 1 ;; esac"));
    var run = run("x");
    assertEquals(0, run.exitCode());
    assertFalse(run.out().toString().contains("AOTCache"), run.out().toString());
  }

  @Test
  void forcesAUtf8Locale() throws Exception {
    assertEquals("locale=C.UTF-8", run().out().getFirst());
  }

  @Test
  void onlyWhatEndsSoonDoesWithoutTheSecondCompiler() throws Exception {
    for (String soon : List.of("--version", "show", "ls"))
      assertTrue(run(soon).out().contains("-XX:TieredStopAtLevel=1"), soon);
    for (String node : List.of("get", "serve", "pack"))
      assertFalse(run(node).out().contains("-XX:TieredStopAtLevel=1"), node);
  }

  @Test
  void onlyNodesPutOffCountersAndCompileEarly() throws Exception {
    String putOff = "-XX:Tier2ProfileDelayFactor=5000";
    String early = "-XX:Tier3InvocationThreshold=60";
    for (String node : List.of("mirror", "publish", "serve", "tracker")) {
      var options = run(node).out();
      assertTrue(
          options.contains(putOff)
              && options.contains(early)
              && options.indexOf("-XX:+UnlockDiagnosticVMOptions") < options.indexOf(putOff),
          node);
    }
    for (String other : List.of("get", "show", "sim")) {
      var options = run(other).out();
      assertFalse(options.contains(putOff) || options.contains(early), other);
    }
  }

  /// A cache fits only the headers that it was trained with.
  @Test
  void onlyASimulationHasSmallHeadersAndNoCache() throws Exception {
    run();
    for (String command : List.of("sim", "get", "mirror", "tracker", "show")) {
      var options = run(command).out();
      boolean small = options.contains("-XX:+UseCompactObjectHeaders");
      boolean cache = options.stream().anyMatch(word -> word.startsWith("-XX:AOTCache="));
      assertEquals(command.equals("sim"), small, command);
      assertEquals(!small, cache, command);
    }
  }

  /// By one scale, or by the four thresholds themselves, which leave those of the first compiler.
  @Test
  void onlyWhatIsTenTimesAsHotIsLeftToTheSecondCompiler() throws Exception {
    for (String command : List.of("get", "mirror", "publish", "serve", "tracker", "sim")) {
      var options = run(command).out();
      long thresholds = options.stream().filter(word -> word.startsWith("-XX:Tier4")).count();
      boolean scale = options.contains("-XX:CompileThresholdScaling=10");
      assertEquals(command.equals("get"), scale, command);
      assertEquals(List.of("get", "sim").contains(command) ? 0 : 4, thresholds, command);
    }
  }

  /// Java complains where there are none.
  @Test
  void onlyASimulationAsksForLargePagesAndOnlyWhereThereAreAny() throws Exception {
    Path large = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    boolean any = Files.isReadable(large) && !Files.readString(large).contains("[never]");
    String option = "-XX:+UseTransparentHugePages";
    assertEquals(any, run("sim").out().contains(option));
    assertFalse(run("get").out().contains(option));
  }

  @Test
  void startsThroughALink() throws Exception {
    run();
    var link = Files.createSymbolicLink(temp.resolve("linked"), Path.of("check out/freshet"));
    assertEquals("x", run(link, "x").out().getLast());
    assertEquals(1, builds());
  }
}
