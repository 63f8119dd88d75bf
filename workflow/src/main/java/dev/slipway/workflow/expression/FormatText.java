package dev.slipway.workflow.expression;

/** One evaluation of {@code format}: {@code {0}} is the first argument, doubled braces are one. */
final class FormatText {
  private static final int MAX_DIGITS = 3;

  private final Arguments arguments;
  private final String format;
  private final StringBuilder text = new StringBuilder();
  private final String[] printed;

  FormatText(Arguments arguments) {
    this.arguments = arguments;
    this.format = arguments.get(0).text();
    this.printed = new String[arguments.count() - 1];
    for (int i = 0; i < printed.length; i++) {
      printed[i] = arguments.get(i + 1).text();
    }
  }

  Value value() {
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at);
      if (c != '{' && c != '}') {
        text.append(c);
        at++;
      } else if (at + 1 < format.length() && format.charAt(at + 1) == c) {
        text.append(c);
        at += 2;
      } else if (c == '{') {
        at = argument(at + 1);
      } else {
        throw invalid();
      }
    }
    return Value.of(text.toString());
  }

  private int argument(int start) {
    int end = format.indexOf('}', start);
    String digits = end < 0 ? "" : format.substring(start, end);
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw invalid();
    }
    if (digits.length() > MAX_DIGITS || Integer.parseInt(digits) >= printed.length) {
      throw ExpressionException.evaluation(
          "The following format string references more arguments than were supplied: " + format);
    }
    text.append(printed[Integer.parseInt(digits)]);
    arguments.memory().reserve(text.length());
    return end + 1;
  }

  private ExpressionException invalid() {
    return ExpressionException.evaluation("The following format string is invalid: " + format);
  }
}
