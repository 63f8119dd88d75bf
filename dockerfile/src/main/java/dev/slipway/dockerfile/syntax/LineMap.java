package dev.slipway.dockerfile.syntax;

import dev.slipway.base.InputException;
import java.util.Arrays;

/**
 * Where each character of a joined line came from. Immutable.
 *
 * <p>A joined line consists of pieces, one for each line of the file that contributed to it.
 */
public final class LineMap {
  private final String file;
  private final int base;
  private final int[] offsets;
  private final int[] lines;
  private final int[] columns;

  private LineMap(String file, int base, int[] offsets, int[] lines, int[] columns) {
    this.file = file;
    this.base = base;
    this.offsets = offsets;
    this.lines = lines;
    this.columns = columns;
  }

  /** The position of the character at {@code offset} of the joined line. */
  public InputException.Position position(int offset) {
    int found = Arrays.binarySearch(offsets, base + offset);
    int piece = Math.max(0, found >= 0 ? found : -found - 2);
    int column = columns[piece] + base + offset - offsets[piece];
    return new InputException.Position(file, lines[piece], column);
  }

  /** The map of the line's rest from {@code offset}. */
  LineMap from(int offset) {
    return new LineMap(file, base + offset, offsets, lines, columns);
  }

  /** Collects the pieces of one joined line. */
  static final class Builder {
    private final String file;
    private int[] offsets = new int[4];
    private int[] lines = new int[4];
    private int[] columns = new int[4];
    private int size;

    Builder(String file) {
      this.file = file;
    }

    void piece(int offset, int line, int column) {
      if (size > 0 && offsets[size - 1] == offset) {
        size--; // the piece before was empty
      }
      if (size == offsets.length) {
        offsets = Arrays.copyOf(offsets, size * 2);
        lines = Arrays.copyOf(lines, size * 2);
        columns = Arrays.copyOf(columns, size * 2);
      }
      offsets[size] = offset;
      lines[size] = line;
      columns[size++] = column;
    }

    LineMap build() {
      return new LineMap(
          file,
          0,
          Arrays.copyOf(offsets, size),
          Arrays.copyOf(lines, size),
          Arrays.copyOf(columns, size));
    }
  }
}
