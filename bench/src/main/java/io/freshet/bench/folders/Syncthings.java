package io.freshet.bench.folders;

import io.freshet.bench.HeldPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A Syncthing for the source and one for each receiver, all of which know each other, with nothing
/// but this to do. It is told to look after a change for 1 s, not 10; nothing else is tuned.
final class Syncthings implements Keeper {
  private static final String KEY = "bench";
  private static final long POLL_MILLIS = 20;
  private static final Pattern NUMBER = Pattern.compile("\"(\\w+)\": *([0-9]+)");

  private final Processes processes = new Processes();
  private final Member source;
  private final List<Member> receivers = new ArrayList<>();

  /// One of them: its folder, where it keeps its notes, and where it is reached.
  private record Member(Path folder, Path home, String id, HeldPort port, HeldPort statusPort) {
    static Member of(Path folder, Path home) throws IOException, InterruptedException {
      String path = "--home=" + home;
      run("syncthing", "generate", path, "--no-default-folder", "--skip-port-probing");
      String id = run("syncthing", "serve", path, "--device-id").strip();
      return new Member(folder, home, id, new HeldPort(), new HeldPort());
    }

    void close() throws IOException {
      port.close();
      statusPort.close();
    }

    private static String run(String... command) throws IOException, InterruptedException {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) throw new IOException(String.join(" ", command) + ": " + said);
      return said;
    }
  }

  Syncthings(Path folder, List<Path> targets, Path scratch)
      throws IOException, InterruptedException {
    source = Member.of(folder, scratch.resolve("source"));
    for (int i = 0; i < targets.size(); i++) {
      receivers.add(Member.of(targets.get(i), scratch.resolve("receiver-" + i)));
    }
    start(source);
    await(() -> status(source, "localFiles") == status(source, "globalFiles") && isIdle(source));
  }

  private void start(Member member) throws IOException, InterruptedException {
    Files.createDirectories(member.folder);
    List<Member> all = new ArrayList<>(List.of(source));
    all.addAll(receivers);
    String shared =
        all.stream()
            .map(other -> "<device id=\"" + other.id + "\"/>")
            .collect(Collectors.joining());
    String devices =
        all.stream()
            .map(
                other ->
                    "<device id=\"%s\" name=\"n\" compression=\"never\"><address>tcp://127.0.0.1:%d</address></device>"
                        .formatted(other.id, other.port.number()))
            .collect(Collectors.joining("\n"));
    Files.writeString(
        member.home.resolve("config.xml"),
        """
        <configuration version="36">
          <folder id="f" path="%s" type="%s" rescanIntervalS="3600" fsWatcherEnabled="true"
              fsWatcherDelayS="1" ignorePerms="false">%s
            <minDiskFree unit="%%">0</minDiskFree>
          </folder>
          %s
          <gui enabled="true" tls="false">
            <address>127.0.0.1:%d</address><apikey>%s</apikey>
          </gui>
          <options>
            <listenAddress>tcp://127.0.0.1:%d</listenAddress>
            <globalAnnounceEnabled>false</globalAnnounceEnabled>
            <localAnnounceEnabled>false</localAnnounceEnabled>
            <relaysEnabled>false</relaysEnabled><natEnabled>false</natEnabled>
            <reconnectionIntervalS>1</reconnectionIntervalS>
            <startBrowser>false</startBrowser><urAccepted>-1</urAccepted>
            <crashReportingEnabled>false</crashReportingEnabled>
            <setLowPriority>false</setLowPriority>
            <minHomeDiskFree unit="%%">0</minHomeDiskFree>
          </options>
        </configuration>
        """
            .formatted(
                member.folder,
                member.equals(source) ? "sendonly" : "receiveonly",
                shared,
                devices,
                member.statusPort.number(),
                KEY,
                member.port.number()));
    Process process =
        processes.startMute(
            "syncthing",
            "serve",
            "--home=" + member.home,
            "--no-browser",
            "--no-restart",
            "--no-upgrade",
            "--logfile=" + member.home.resolve("log"));
    member.statusPort.await(process);
  }

  private interface Question {
    boolean isSo() throws IOException;
  }

  private static void await(Question question) throws IOException, InterruptedException {
    while (!question.isSo()) TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
  }

  @Override
  public void first() throws IOException, InterruptedException {
    for (Member receiver : receivers) start(receiver);
    long files = status(source, "localFiles");
    for (Member receiver : receivers) {
      await(
          () ->
              status(receiver, "localFiles") == files
                  && status(receiver, "needBytes") == 0
                  && isIdle(receiver));
    }
  }

  @Override
  public void follow(Sign sign) throws IOException, InterruptedException {
    for (Member receiver : receivers) {
      await(
          () ->
              hasCome(sign, receiver)
                  && status(receiver, "needBytes") == 0
                  && status(receiver, "needDeletes") == 0
                  && isIdle(receiver));
    }
  }

  /// It takes an old file away a moment before the new one gets its name.
  private static boolean hasCome(Sign sign, Member receiver) throws IOException {
    try {
      return sign.isIn(receiver.folder);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static String ask(Member member) throws IOException {
    URI address =
        URI.create("http://127.0.0.1:" + member.statusPort.number() + "/rest/db/status?folder=f");
    var connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setRequestProperty("X-API-Key", KEY);
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// -1 until the folder is known.
  private static long status(Member member, String name) throws IOException {
    Matcher number = NUMBER.matcher(ask(member));
    while (number.find()) if (number.group(1).equals(name)) return Long.parseLong(number.group(2));
    return -1;
  }

  private static boolean isIdle(Member member) throws IOException {
    return ask(member).matches("(?s).*\"state\": *\"idle\".*");
  }

  @Override
  public long runningMillis() throws IOException {
    return processes.cpuMillis();
  }

  @Override
  public void close() throws IOException {
    processes.close();
    source.close();
    for (Member receiver : receivers) receiver.close();
  }
}
