package io.freshet.bench.folders;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `freshet serve --watch`, and a `freshet mirror` for each receiver.
final class FreshetMirrors implements Keeper {
  private final List<Path> targets;
  private final Processes processes = new Processes();
  private final List<BufferedReader> said = new ArrayList<>();
  private final List<String> launcher;
  private final String address;
  private int version = 1;

  /// @param launcher what a person types before the command
  FreshetMirrors(List<String> launcher, Path source, List<Path> targets, Path scratch)
      throws IOException {
    this.launcher = launcher;
    this.targets = targets;
    Process server =
        start(
            "serve",
            source.toString(),
            "--watch",
            "--json",
            "--channel",
            "folder",
            "--listen",
            "127.0.0.1:0",
            "--data",
            scratch.resolve("data").toString());
    BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
    String line = String.valueOf(out.readLine());
    String key = "\"address\":\"";
    int from = line.indexOf(key);
    if (from < 0) {
      processes.close();
      throw new IOException("freshet serve said: " + line);
    }
    from += key.length();
    address = line.substring(from, line.indexOf('"', from));
    Thread.ofVirtual().start(() -> out.lines().forEach(more -> {}));
  }

  private Process start(String... words) throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(List.of(words));
    return processes.start(command.toArray(String[]::new));
  }

  @Override
  public void first() throws IOException {
    for (Path target : targets) {
      Process mirror = start("mirror", address + "/folder", target.toString(), "--json");
      said.add(mirror.inputReader(StandardCharsets.UTF_8));
    }
    await();
  }

  @Override
  public void follow(Sign sign) throws IOException {
    version++;
    await();
  }

  private void await() throws IOException {
    String sign = "{\"release\":\"v" + version + "\",\"state\":\"complete\"";
    for (BufferedReader mirror : said) {
      String line;
      do {
        line = mirror.readLine();
        if (line == null) throw new IOException("a freshet mirror has ended");
      } while (!line.startsWith(sign));
    }
  }

  @Override
  public long runningMillis() throws IOException {
    return processes.cpuMillis();
  }

  @Override
  public void close() {
    processes.close();
  }
}
