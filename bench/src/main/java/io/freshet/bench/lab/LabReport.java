package io.freshet.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is told of the lab's results, and who takes part.
public final class LabReport {
  private static final String NOBODY = "nobody";

  private LabReport() {}

  /// Ourselves, and who was asked for; everybody, if nobody was named.
  public static List<String> contenders(Optional<List<String>> asked) {
    List<String> names = new ArrayList<>(List.of(Lab.contenders().getFirst()));
    for (String name : asked.orElse(Lab.contenders())) {
      if (!names.contains(name) && !name.equals(NOBODY)) {
        names.add(name);
      }
    }
    return names;
  }

  /// A JSON object for each.
  public static List<String> json(List<LabResult> results) {
    return results.stream().map(result -> result.json().toString()).toList();
  }

  public static void draw(List<LabResult> results, Path file) throws IOException {
    Files.writeString(file, LabChart.svg(results) + "\n");
  }
}
