package dev.slipway.dockerfile.syntax;

import java.util.ArrayList;
import java.util.List;

/** The comma-separated options of a mount; a field in double quotes may contain commas. */
final class CsvFields {
  private CsvFields() {}

  static List<String> parse(MountFlag flag) {
    String text = flag.text();
    var fields = new ArrayList<String>();
    int at = 0;
    while (true) {
      var field = new StringBuilder();
      at = text.startsWith("\"", at) ? quoted(flag, at + 1, field) : plain(flag, at, field);
      fields.add(field.toString());
      if (at >= text.length()) {
        return fields;
      }
      at++; // the comma
    }
  }

  private static int plain(MountFlag flag, int start, StringBuilder field) {
    String text = flag.text();
    int comma = text.indexOf(',', start);
    int end = comma < 0 ? text.length() : comma;
    field.append(text, start, end);
    if (field.indexOf("\"") >= 0) {
      throw flag.range()
          .mistake(
              "a quote in the middle of the mount option " + GoQuote.text(field.toString()),
              "put the quotes around the whole option: \"key=value\"");
    }
    return end;
  }

  private static int quoted(MountFlag flag, int start, StringBuilder field) {
    String text = flag.text();
    int at = start;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '"') {
        field.append(c);
      } else if (text.startsWith("\"", at)) {
        field.append('"');
        at++;
      } else if (at == text.length() || text.charAt(at) == ',') {
        return at;
      } else {
        break;
      }
    }
    throw flag.range()
        .mistake("a mount option in quotes is not closed", "end it with \" before the comma");
  }
}
