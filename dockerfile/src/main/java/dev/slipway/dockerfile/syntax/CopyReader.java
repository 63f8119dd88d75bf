package dev.slipway.dockerfile.syntax;

import dev.slipway.base.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads COPY and ADD. */
final class CopyReader {
  private static final Map<String, Flags.Kind> COPY_FLAGS =
      Map.of(
          "from", Flags.Kind.TEXT,
          "chown", Flags.Kind.TEXT,
          "chmod", Flags.Kind.TEXT,
          "link", Flags.Kind.BOOLEAN,
          "exclude", Flags.Kind.TEXTS,
          "parents", Flags.Kind.BOOLEAN);
  private static final Map<String, Flags.Kind> ADD_FLAGS =
      Map.of(
          "chown", Flags.Kind.TEXT,
          "chmod", Flags.Kind.TEXT,
          "link", Flags.Kind.BOOLEAN,
          "exclude", Flags.Kind.TEXTS,
          "checksum", Flags.Kind.TEXT,
          "keep-git-dir", Flags.Kind.BOOLEAN,
          "unpack", Flags.Kind.BOOLEAN);

  private final Statement statement;
  private final List<Token.Word> words;
  private final List<String> sources = new ArrayList<>();
  private final List<Heredoc> inline = new ArrayList<>();

  CopyReader(Statement statement, List<Token.Word> words) {
    this.statement = statement;
    this.words = words;
  }

  Instruction read() {
    boolean copies = statement.name().equals("COPY");
    Flags flags = Flags.of(statement, copies ? COPY_FLAGS : ADD_FLAGS);
    String destination = sourcesAndDestination();
    return copies ? copy(flags, destination) : add(flags, destination);
  }

  private Instruction copy(Flags flags, String destination) {
    boolean parents = flags.choice("parents").orElse(false);
    return new Instruction.Copy(
        statement.source(),
        sources,
        inline,
        destination,
        flags.text("from"),
        flags.text("chown"),
        flags.text("chmod"),
        link(flags),
        flags.texts("exclude"),
        parents ? Instruction.ParentsMode.KEPT : Instruction.ParentsMode.DROPPED);
  }

  private Instruction add(Flags flags, String destination) {
    boolean keepsGit = flags.choice("keep-git-dir").orElse(false);
    Optional<Boolean> unpack = flags.choice("unpack");
    return new Instruction.Add(
        statement.source(),
        sources,
        inline,
        destination,
        flags.text("chown"),
        flags.text("chmod"),
        link(flags),
        flags.texts("exclude"),
        flags.text("checksum"),
        keepsGit ? Instruction.GitDirectory.KEPT : Instruction.GitDirectory.DROPPED,
        unpack
            .map(u -> u ? Instruction.Unpack.ALWAYS : Instruction.Unpack.NEVER)
            .orElse(Instruction.Unpack.LOCAL_ONLY));
  }

  private static Instruction.LinkMode link(Flags flags) {
    boolean linked = flags.choice("link").orElse(false);
    return linked ? Instruction.LinkMode.LINKED : Instruction.LinkMode.ORDINARY;
  }

  private String sourcesAndDestination() {
    boolean plain = statement.form() == Statement.Form.PLAIN;
    List<String> texts = words.stream().map(Token.Word::text).toList();
    List<String> all = plain ? HeredocWord.join(texts) : texts;
    if (all.size() < 2) {
      throw statement.mistake(
          statement.name()
              + " requires at least two arguments, but only "
              + (all.isEmpty() ? "none" : "one")
              + " was provided. Destination could not be determined",
          "write " + statement.name() + " source destination");
    }
    var documents = new ArrayList<>(statement.heredocs());
    for (String text : all.subList(0, all.size() - 1)) {
      Optional<HeredocWord> word = plain ? HeredocWord.parse(text) : Optional.empty();
      if (word.isPresent() && !documents.isEmpty()) {
        inline.add(documents.removeFirst());
      } else {
        sources.add(text);
      }
    }
    if (plain && HeredocWord.parse(all.getLast()).isPresent()) {
      throw new InputException(
          statement.at(words.getLast()),
          statement.name() + " cannot accept a heredoc as a destination",
          "put the heredoc first and the destination last");
    }
    return all.getLast();
  }
}
