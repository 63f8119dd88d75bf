package dev.slipway.dockerfile.syntax;

import dev.slipway.base.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Joins lines to statements and collects the heredocs below them. */
final class StatementReader {
  private final byte[] content;
  private final String file;
  private final PhysicalLines lines;
  private final DirectiveReader directives;
  private final List<Statement> statements = new ArrayList<>();
  private final List<SourceRange> emptyContinuations = new ArrayList<>();
  private List<String> comments = new ArrayList<>();
  private char escape = Directives.NONE.escape();

  StatementReader(byte[] content, String file) {
    this.content = content;
    this.file = file;
    this.lines = new PhysicalLines(content, file);
    this.directives = new DirectiveReader(file, "#");
  }

  SyntaxTree read() {
    while (lines.hasNext()) {
      String line = lines.next();
      String text = PhysicalLines.withoutEnding(line);
      int start = Text.skipSpace(text, 0);
      boolean directive = directives.offer(text.substring(start), lines.number());
      if (directive) {
        escape = escapeCharacter();
      }
      if (PhysicalLines.isComment(text)) {
        comment(directive ? "" : Text.trim(text.substring(start + 1)));
      } else {
        if (start < text.length()) {
          statement(text, start);
        }
        comments = new ArrayList<>();
      }
    }
    if (statements.isEmpty()) {
      throw new InputException(
          new InputException.Position(file, Math.max(1, lines.number()), 0),
          "file with no instructions",
          "a Dockerfile needs at least one FROM");
    }
    return new SyntaxTree(file, allDirectives(), statements, emptyContinuations);
  }

  private void comment(String text) {
    if (text.isEmpty()) {
      comments = new ArrayList<>();
    } else {
      comments.add(text);
    }
  }

  private char escapeCharacter() {
    Optional<Directive> directive = directives.get("escape");
    if (directive.isEmpty()) {
      return escape;
    }
    String value = directive.get().value();
    if (!value.equals("\\") && !value.equals("`")) {
      throw directive
          .get()
          .range()
          .mistake(
              "invalid escape token '" + value + "' does not match ` or \\",
              "write # escape=` or leave the directive out");
    }
    return value.charAt(0);
  }

  private Directives allDirectives() {
    var head = DirectiveReader.readAll(content, file, "#");
    Optional<Directive> syntax =
        head.get("syntax").or(() -> DirectiveReader.foreignSyntax(content, file));
    return new Directives(escape, syntax, head.get("check"));
  }

  private void statement(String first, int start) {
    int firstLine = lines.number();
    var map = new LineMap.Builder(file);
    var text = new StringBuilder();
    boolean open = append(first, start, map, text);
    boolean empty = false;
    while (open && lines.hasNext()) {
      String line = PhysicalLines.withoutEnding(lines.next());
      if (PhysicalLines.isComment(line)) {
        continue;
      }
      if (Text.skipSpace(line, 0) == line.length()) {
        empty = true;
        continue;
      }
      open = append(line, 0, map, text);
    }
    if (empty) {
      emptyContinuations.add(new SourceRange(file, lines.number(), lines.number(), 1));
    }
    var range = new SourceRange(file, firstLine, lines.number(), start + 1);
    var parser = new StatementParser(escape, comments);
    Statement statement = parser.parse(new Source(range, text.toString()), map.build());
    statements.add(withHeredocs(statement));
  }

  /** Adds a line without its continuation character; whether it had one. */
  private boolean append(String line, int start, LineMap.Builder map, StringBuilder text) {
    int end = line.length();
    while (end > start && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
      end--;
    }
    boolean continues =
        end > start
            && line.charAt(end - 1) == escape
            && (end - 1 == start || line.charAt(end - 2) != escape);
    map.piece(text.length(), lines.number(), start + 1);
    text.append(line, start, continues ? end - 1 : line.length());
    return continues;
  }

  private Statement withHeredocs(Statement statement) {
    if (!statement.source().text().contains("<<") || !statement.mayHaveHeredocs()) {
      return statement;
    }
    List<HeredocWord> words;
    try {
      words = HeredocWord.ofLine(statement.source().text());
    } catch (WordException e) {
      throw statement.mistake(e.getMessage(), e.hint());
    }
    var heredocs = new ArrayList<Heredoc>();
    for (HeredocWord word : words) {
      heredocs.add(word.withContent(heredocBody(word, statement)));
    }
    return statement.withHeredocs(heredocs, lines.number());
  }

  private String heredocBody(HeredocWord word, Statement statement) {
    var body = new StringBuilder();
    while (lines.hasNext()) {
      String line = lines.next();
      String end = PhysicalLines.withoutEnding(line);
      if (word.tabs() == Heredoc.Tabs.STRIPPED) {
        end = end.substring(leadingTabs(end));
      }
      if (end.equals(word.name())) {
        return body.toString();
      }
      body.append(line);
    }
    throw statement.mistake(
        "unterminated heredoc " + GoQuote.text(word.name()),
        "end it with a line "
            + GoQuote.text(word.name())
            + "; a << that is no heredoc needs quotes around it");
  }

  private static int leadingTabs(String line) {
    int at = 0;
    while (at < line.length() && line.charAt(at) == '\t') {
      at++;
    }
    return at;
  }
}
