package dev.sallyport.bootstrap.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What was given to set, from the file and from the environment, not yet read as values.
///
/// @param texts by the name of the setting
/// @param problems what is wrong with the file or the environment as such, a line each
/// @param ignored environment variables that look like ours and are not
record Given(Map<String, Text> texts, List<String> problems, List<String> ignored) {

  /// Where settings are, unless `--config` names another file.
  private static final String DEFAULT_FILE = "sallyport.properties";

  /// How names are spelt, in a file and in the environment.
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9.-]*|SALLYPORT_[A-Z0-9_]*");

  private static final int LONGEST_NAME = 40;

  private static final Map<String, Setting<?>> BY_NAME = by(Setting::name);
  private static final Map<String, Setting<?>> BY_VARIABLE = by(Setting::variable);
  private static final Map<String, Setting<?>> BY_FILE_VARIABLE = by(Setting::fileVariable);

  /// A text that was given.
  ///
  /// @param source where it stands, as words
  /// @param variable what has to be in the environment for it; empty for one in the file
  record Text(String text, String source, Optional<Variable> variable) {}

  /// A variable of the environment as it is: of a secret that stands there itself, too.
  record Variable(String name, String value) {}

  /// Collects what was given. The environment wins over the file.
  static Given collect(
      Optional<String> configFile, Map<String, String> environment, Path workingDirectory) {
    var collector = new Collector(workingDirectory);
    if (configFile.isPresent()) {
      collector.readFile(workingDirectory.resolve(configFile.get()), configFile.get());
    } else if (Files.exists(workingDirectory.resolve(DEFAULT_FILE))) {
      collector.readFile(workingDirectory.resolve(DEFAULT_FILE), DEFAULT_FILE);
    }
    new TreeSet<>(environment.keySet())
        .stream()
            .filter(variable -> variable.startsWith("SALLYPORT_"))
            .forEach(variable -> collector.readVariable(variable, environment));
    return new Given(
        Map.copyOf(collector.texts),
        List.copyOf(collector.problems),
        List.copyOf(collector.ignored));
  }

  private static Map<String, Setting<?>> by(Function<Setting<?>, String> key) {
    return Settings.ALL.stream().collect(Collectors.toUnmodifiableMap(key, Function.identity()));
  }

  private static final class Collector {

    private final Path workingDirectory;
    private final Map<String, Text> texts = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();

    Collector(Path workingDirectory) {
      this.workingDirectory = workingDirectory;
    }

    void readFile(Path path, String shown) {
      switch (TextFile.read(path)) {
        case TextFile.NotFound(var why) ->
            problems.add(shown + ": got " + why + "; takes a file of settings");
        case TextFile.Found(var file) -> readFile(file, shown);
      }
    }

    private void readFile(TextFile file, String shown) {
      SettingsFile settings = SettingsFile.parse(file.text());
      for (int line : settings.broken()) {
        problems.add(shown + ", line " + line + ": takes NAME = VALUE, or a comment after #");
      }
      Map<String, Integer> seen = new LinkedHashMap<>();
      for (SettingsFile.Entry entry : settings.entries()) {
        String source = shown + ", line " + entry.line();
        Setting<?> setting = BY_NAME.get(entry.name());
        Integer before = seen.putIfAbsent(entry.name(), entry.line());
        if (setting == null) {
          problems.add(unknown(entry.name(), source));
        } else if (before != null) {
          problems.add(
              setting.name()
                  + ": is given twice, in lines "
                  + before
                  + " and "
                  + entry.line()
                  + " of "
                  + shown);
        } else {
          texts.put(setting.name(), new Text(entry.value(), source, Optional.empty()));
          if (setting.secret() && file.isReadableByAll()) {
            problems.add(
                setting.name()
                    + ": got a file that everybody can read ("
                    + shown
                    + "); takes one that is for its owner: chmod 600");
          }
        }
      }
      if (file.isWritableByAll()) {
        problems.add(
            shown
                + ": got a file that everybody can write; takes one that only its owner"
                + " can: chmod 600");
      }
    }

    void readVariable(String variable, Map<String, String> environment) {
      Setting<?> direct = BY_VARIABLE.get(variable);
      Setting<?> byFile = BY_FILE_VARIABLE.get(variable);
      if (direct != null) {
        String value = environment.getOrDefault(variable, "");
        texts.put(
            direct.name(), new Text(value, variable, Optional.of(new Variable(variable, value))));
      } else if (byFile != null) {
        if (environment.containsKey(byFile.variable())) {
          problems.add(
              byFile.name()
                  + ": is given twice, by "
                  + byFile.variable()
                  + " and "
                  + variable
                  + "; takes one of them");
        } else {
          readValueFile(byFile, variable, environment.getOrDefault(variable, ""));
        }
      } else if (isSetByKubernetes(variable)) {
        ignored.add(variable);
      } else {
        problems.add(unknown(variable, "the environment"));
      }
    }

    /// Kubernetes tells every container about every service, by the name of that service.
    private static boolean isSetByKubernetes(String variable) {
      return variable.startsWith("SALLYPORT_SERVICE_") || variable.startsWith("SALLYPORT_PORT");
    }

    private void readValueFile(Setting<?> setting, String variable, String name) {
      switch (TextFile.read(workingDirectory.resolve(name))) {
        case TextFile.NotFound(var why) ->
            problems.add(
                setting.name()
                    + ": got "
                    + why
                    + " ("
                    + variable
                    + " = "
                    + Shown.quoted(name)
                    + "); takes a file with the value");
        case TextFile.Found(var file) -> {
          texts.put(
              setting.name(),
              new Text(
                  withoutLineEnd(file.text()),
                  variable + " = " + name,
                  Optional.of(new Variable(variable, name))));
          if (setting.secret() && file.isReadableByAll()) {
            problems.add(
                setting.name()
                    + ": got a file that everybody can read ("
                    + variable
                    + " = "
                    + Shown.quoted(name)
                    + "); takes one that is for its owner: chmod 600");
          }
        }
      }
    }

    /// A secret whose base64 ends in `=`, alone on its line, looks like a name: what is not spelt
    /// like one is not shown.
    private static String nameOrNothing(String name) {
      boolean spelt = name.length() <= LONGEST_NAME && NAME.matcher(name).matches();
      return spelt ? Shown.quoted(name) : "a name of another form";
    }

    private static String unknown(String name, String source) {
      return nameOrNothing(name)
          + ": is no setting ("
          + source
          + "); the command config shows all there are";
    }

    private static String withoutLineEnd(String text) {
      if (text.endsWith("\r\n")) {
        return text.substring(0, text.length() - 2);
      }
      return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
  }
}
