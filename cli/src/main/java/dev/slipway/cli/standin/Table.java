package dev.slipway.cli.standin;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as their widest entry. */
final class Table {
  private static final int GAP = 3;

  private final List<String[]> rows = new ArrayList<>();

  Table(String... header) {
    rows.add(header);
  }

  void row(String... cells) {
    rows.add(cells);
  }

  List<String> lines() {
    int[] widths = new int[rows.getFirst().length];
    for (String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    var lines = new ArrayList<String>();
    for (String[] row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row[i]);
        if (i < widths.length - 1) {
          line.append(" ".repeat(widths[i] - row[i].length() + GAP));
        }
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
