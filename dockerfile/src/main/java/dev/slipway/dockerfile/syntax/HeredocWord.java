package dev.slipway.dockerfile.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A word that announces a heredoc: {@code [fd]<<[-]delimiter}.
 *
 * @param name the delimiter without quotes
 */
record HeredocWord(
    String name, int fileDescriptor, Heredoc.Variables variables, Heredoc.Tabs tabs) {

  /** The heredoc that {@code word} announces, when it does. An unclosed quote makes it none. */
  static Optional<HeredocWord> parse(String word) {
    try {
      return read(word);
    } catch (WordException e) {
      return Optional.empty();
    }
  }

  /** The heredocs that a line announces, from left to right. */
  static List<HeredocWord> ofLine(String line) throws WordException {
    var found = new ArrayList<HeredocWord>();
    for (String word : join(WordScanner.rawWords(line))) {
      read(word).ifPresent(found::add);
    }
    return found;
  }

  /** Puts a lone {@code <<} and the delimiter after it back together. */
  static List<String> join(List<String> words) {
    var joined = new ArrayList<String>();
    for (int i = 0; i < words.size(); i++) {
      boolean opens = isOpening(words.get(i)) && i + 1 < words.size();
      joined.add(opens ? words.get(i) + " " + words.get(++i) : words.get(i));
    }
    return joined;
  }

  private static boolean isOpening(String word) {
    int at = digits(word);
    return word.startsWith("<<", at)
        && (word.length() == at + 2 || (word.length() == at + 3 && word.endsWith("-")));
  }

  private static Optional<HeredocWord> read(String word) throws WordException {
    int digits = digits(word);
    if (!word.startsWith("<<", digits)) {
      return Optional.empty();
    }
    int at = digits + 2;
    boolean strips = word.startsWith("-", at);
    String rest = word.substring(Text.skipSpace(word, strips ? at + 1 : at));
    if (rest.isEmpty() || rest.indexOf('<') >= 0) {
      return Optional.empty();
    }
    var scanner = new WordScanner(rest, Map.of(), '\\', WordScanner.Mode.UNQUOTED);
    List<String> names = scanner.scan().words();
    if (names.size() != 1) {
      return Optional.empty();
    }
    return Optional.of(
        new HeredocWord(
            names.getFirst(),
            descriptor(word.substring(0, digits)),
            scanner.sawQuotes() ? Heredoc.Variables.LITERAL : Heredoc.Variables.EXPANDED,
            strips ? Heredoc.Tabs.STRIPPED : Heredoc.Tabs.KEPT));
  }

  private static int digits(String word) {
    int at = 0;
    while (at < word.length() && word.charAt(at) >= '0' && word.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private static int descriptor(String digits) throws WordException {
    if (digits.isEmpty()) {
      return 0;
    }
    if (digits.length() > 9) {
      throw new WordException("file descriptor " + digits + " is too large", "");
    }
    return Integer.parseInt(digits);
  }

  Heredoc withContent(String content) {
    return new Heredoc(name, fileDescriptor, variables, tabs, content);
  }
}
