package dev.slipway.dockerfile.syntax;

import dev.slipway.base.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Turns one statement into the instruction it means. */
final class InstructionReader {
  static final String CHAINED_ONBUILD = "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed";

  /** What may not stand inside ONBUILD. */
  static final List<String> NO_TRIGGERS = List.of("FROM", "MAINTAINER", "ONBUILD");

  static final List<String> KEYWORDS =
      List.of(
          "ADD",
          "ARG",
          "CMD",
          "COPY",
          "ENTRYPOINT",
          "ENV",
          "EXPOSE",
          "FROM",
          "HEALTHCHECK",
          "LABEL",
          "MAINTAINER",
          "ONBUILD",
          "RUN",
          "SHELL",
          "STOPSIGNAL",
          "USER",
          "VOLUME",
          "WORKDIR");

  private static final Pattern STAGE_NAME = Pattern.compile("[a-z][a-z0-9-_.]*");

  private final Statement statement;
  private final List<Token.Word> words;

  private InstructionReader(Statement statement) {
    this.statement = statement;
    this.words =
        statement.tokens().stream()
            .filter(Token.Word.class::isInstance)
            .map(Token.Word.class::cast)
            .toList();
  }

  static Instruction read(Statement statement) {
    var reader = new InstructionReader(statement);
    Source source = statement.source();
    return switch (statement.name()) {
      case "ADD", "COPY" -> new CopyReader(statement, reader.words).read();
      case "ARG" -> reader.arg(source);
      case "CMD" -> new Instruction.Cmd(source, reader.withoutFlags().command());
      case "ENTRYPOINT" -> new Instruction.Entrypoint(source, reader.withoutFlags().command());
      case "ENV" -> new Instruction.Env(source, reader.pairs());
      case "EXPOSE" -> new Instruction.Expose(source, reader.ports());
      case "FROM" -> reader.from(source);
      case "HEALTHCHECK" ->
          new Instruction.Healthcheck(source, new HealthReader(statement, reader.words).read());
      case "LABEL" -> new Instruction.Label(source, reader.pairs());
      case "MAINTAINER" -> new Instruction.Maintainer(source, reader.one());
      case "ONBUILD" -> reader.onBuild(source);
      case "RUN" -> reader.run(source);
      case "SHELL" -> new Instruction.Shell(source, reader.shell());
      case "STOPSIGNAL" -> new Instruction.StopSignal(source, reader.one());
      case "USER" -> new Instruction.User(source, reader.one());
      case "VOLUME" -> new Instruction.Volume(source, reader.volumes());
      case "WORKDIR" -> new Instruction.Workdir(source, reader.one());
      default -> throw unknown(statement);
    };
  }

  private static InputException unknown(Statement statement) {
    if (statement.keyword().isEmpty()) {
      return statement.mistake("a line continuation without an instruction", "remove this line");
    }
    String hint =
        Suggestion.closestIgnoringCase(statement.keyword(), KEYWORDS)
            .map(closest -> "did you mean " + closest + "?")
            .orElse("did the line before miss its continuation character?");
    return statement.mistake("unknown instruction: " + statement.keyword(), hint);
  }

  private InstructionReader withoutFlags() {
    Flags.of(statement, Map.of());
    return this;
  }

  private String one() {
    withoutFlags();
    if (words.size() != 1) {
      throw requires("exactly one argument");
    }
    return words.getFirst().text();
  }

  private void atLeastOne() {
    if (words.isEmpty()) {
      throw requires("at least one argument");
    }
  }

  private InputException requires(String what) {
    return statement.mistake(statement.name() + " requires " + what, "");
  }

  private Instruction.From from(Source source) {
    Flags flags = Flags.of(statement, Map.of("platform", Flags.Kind.TEXT));
    boolean named = words.size() == 3 && words.get(1).text().equalsIgnoreCase("as");
    if (words.size() != 1 && !named) {
      throw statement.mistake(
          "FROM requires either one or three arguments", "write FROM image or FROM image AS name");
    }
    Optional<String> name = named ? Optional.of(stageName(words.get(2))) : Optional.empty();
    return new Instruction.From(source, words.getFirst().text(), flags.text("platform"), name);
  }

  private String stageName(Token.Word word) {
    String name = word.text().toLowerCase(Locale.ROOT);
    if (!STAGE_NAME.matcher(name).matches()) {
      throw new InputException(
          statement.at(word),
          "invalid name for build stage: "
              + GoQuote.text(word.text())
              + ", name can't start with a number or contain symbols",
          "use letters, digits, - _ and ., a letter first");
    }
    return name;
  }

  private Instruction.Arg arg(Source source) {
    withoutFlags().atLeastOne();
    var definitions = new ArrayList<ArgDefinition>();
    for (Token.Word word : words) {
      int equals = word.text().indexOf('=');
      if (equals == 0) {
        throw blankName(word);
      }
      String name = equals < 0 ? word.text() : word.text().substring(0, equals);
      Optional<String> value =
          equals < 0 ? Optional.empty() : Optional.of(word.text().substring(equals + 1));
      definitions.add(new ArgDefinition(name, value));
    }
    return new Instruction.Arg(source, definitions);
  }

  private InputException blankName(Token.Word word) {
    return new InputException(
        statement.at(word),
        statement.name() + " names can not be blank",
        "write " + statement.name() + " name=value without spaces around =");
  }

  private List<Pair> pairs() {
    withoutFlags().atLeastOne();
    var pairs = new ArrayList<Pair>();
    for (int i = 0; i < words.size(); i += 3) {
      if (words.get(i).text().isEmpty()) {
        throw blankName(words.get(i));
      }
      var style = words.get(i + 2).text().isEmpty() ? Pair.Style.LEGACY : Pair.Style.EQUALS;
      pairs.add(new Pair(words.get(i).text(), words.get(i + 1).text(), style));
    }
    return pairs;
  }

  private List<String> texts() {
    return words.stream().map(Token.Word::text).toList();
  }

  private CommandForm command() {
    if (statement.form() == Statement.Form.JSON) {
      return new CommandForm.ExecForm(texts());
    }
    return new CommandForm.ShellForm(String.join(" ", texts()), statement.heredocs());
  }

  private List<String> ports() {
    withoutFlags().atLeastOne();
    return texts().stream().sorted().toList();
  }

  private List<String> volumes() {
    withoutFlags().atLeastOne();
    var volumes = new ArrayList<String>();
    for (Token.Word word : words) {
      String volume = Text.trim(word.text());
      if (volume.isEmpty()) {
        throw new InputException(
            statement.at(word), "VOLUME specified can not be an empty string", "name a directory");
      }
      volumes.add(volume);
    }
    return volumes;
  }

  private List<String> shell() {
    withoutFlags().atLeastOne();
    if (statement.form() != Statement.Form.JSON) {
      throw statement.mistake(
          "SHELL requires the arguments to be in JSON form",
          "write for example SHELL [\"/bin/bash\", \"-c\"]");
    }
    return texts();
  }

  private Instruction.Run run(Source source) {
    Flags flags =
        Flags.of(
            statement,
            Map.of(
                "mount", Flags.Kind.TEXTS,
                "network", Flags.Kind.TEXT,
                "security", Flags.Kind.TEXT,
                "device", Flags.Kind.TEXTS));
    var mounts = new ArrayList<MountFlag>();
    for (Token.Word word : flags.words("mount")) {
      var mount = new MountFlag(word.text(), flags.range(word));
      MountReader.check(mount);
      mounts.add(mount);
    }
    String network = flags.oneOf("network", List.of("default", "none", "host")).orElse("default");
    String security = flags.oneOf("security", List.of("sandbox", "insecure")).orElse("sandbox");
    CommandForm command = command();
    if (command instanceof CommandForm.ExecForm exec && exec.arguments().isEmpty()) {
      throw requires("at least one argument");
    }
    return new Instruction.Run(
        source,
        mounts,
        RunNetwork.valueOf(network.toUpperCase(Locale.ROOT)),
        RunSecurity.valueOf(security.toUpperCase(Locale.ROOT)),
        flags.texts("device"),
        command);
  }

  private Instruction.OnBuild onBuild(Source source) {
    withoutFlags();
    for (Token token : statement.tokens()) {
      if (token instanceof Token.Nested(Statement trigger)) {
        return onBuild(source, trigger);
      }
    }
    throw requires("at least one argument");
  }

  private Instruction.OnBuild onBuild(Source source, Statement trigger) {
    if (trigger.name().equals("ONBUILD")) {
      throw trigger.mistake(CHAINED_ONBUILD, "write one ONBUILD");
    }
    if (NO_TRIGGERS.contains(trigger.name())) {
      throw trigger.mistake(
          trigger.name() + " isn't allowed as an ONBUILD trigger", "remove this instruction");
    }
    var text = new StringBuilder(trigger.source().text());
    for (Heredoc heredoc : trigger.heredocs()) {
      text.append('\n').append(heredoc.content()).append(heredoc.name());
    }
    return new Instruction.OnBuild(source, text.toString(), read(trigger));
  }
}
