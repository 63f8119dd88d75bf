package dev.slipway.dockerfile.syntax;

/**
 * A document written below its instruction: {@code <<EOF … EOF}.
 *
 * @param name the delimiter without its quotes
 * @param fileDescriptor the number in front of {@code <<}; 0 when there is none
 * @param variables whether variables in the body are to be replaced
 * @param tabs what becomes of tabs at the start of each line
 * @param content the body exactly as written, each line with its line ending
 */
public record Heredoc(
    String name, int fileDescriptor, Variables variables, Tabs tabs, String content) {

  /** What becomes of {@code $name} in the body. */
  public enum Variables {
    /** The delimiter was not quoted: replaced. */
    EXPANDED,
    /** Some part of the delimiter was quoted: left alone. */
    LITERAL
  }

  /** What becomes of tabs at the start of each line. */
  public enum Tabs {
    KEPT,
    /** {@code <<-}: removed. */
    STRIPPED
  }

  /** The body without the leading tabs that {@code <<-} removes. */
  public String body() {
    if (tabs == Tabs.KEPT) {
      return content;
    }
    var out = new StringBuilder(content.length());
    boolean lineStart = true;
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      if (lineStart && c == '\t') {
        continue;
      }
      out.append(c);
      lineStart = c == '\n';
    }
    return out.toString();
  }
}
