package io.freshet.app.arguments;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The options of a `--config` file: one `name = value` a line, `#` begins a comment line, a
/// repeated option is written repeatedly.
///
/// @param where its name, for messages
record ConfigFile(String where, List<Entry> entries) {
  static final ConfigFile NONE = new ConfigFile("", List.of());

  /// A few dozen options, each with a comment, are a few KiB; more is another file named by
  /// mistake.
  private static final long BYTES_MAX = 1 << 20;

  /// @param where file and line, for messages
  record Entry(String name, String value, String where) {}

  ConfigFile {
    entries = List.copyOf(entries);
  }

  static ConfigFile read(Path file) throws UsageException {
    try {
      if (Files.size(file) > BYTES_MAX)
        throw new UsageException("--config " + file + ": over 1 MiB: is it a config file?");
      return parse(file.toString(), Files.readAllLines(file));
    } catch (CharacterCodingException e) {
      throw new UsageException("--config " + file + ": not UTF-8 text: is it a config file?", e);
    } catch (IOException e) {
      throw new UsageException(
          "--config " + file + ": cannot be read: check the path and its permissions", e);
    }
  }

  static ConfigFile parse(String file, List<String> lines) throws UsageException {
    var entries = new ArrayList<Entry>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) continue;
      String where = file + " line " + (i + 1);
      int equals = line.indexOf('=');
      String name = equals < 0 ? "" : line.substring(0, equals).strip();
      if (name.isEmpty())
        throw new UsageException(where + ": `" + line + "` is not `name = value`");
      entries.add(new Entry(name, line.substring(equals + 1).strip(), where));
    }
    return new ConfigFile(file, entries);
  }
}
