package dev.slipway.dockerfile.files;

import dev.slipway.base.InputException;
import dev.slipway.base.InputException.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code --chmod}: octal as in {@code 755}, or symbolic as in {@code u=rwX,go=rX} (chmod(1)). */
public final class ModeChange {
  private static final Pattern OCTAL = Pattern.compile("0*[0-7]{1,4}");
  private static final Pattern CLAUSE = Pattern.compile("([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)");
  private static final Pattern ACTION = Pattern.compile("([-+=])([rwxXst]+|[ugo]?)");

  private final List<Clause> clauses;

  private record Clause(int who, char operator, String letters) {}

  private ModeChange(List<Clause> clauses) {
    this.clauses = clauses;
  }

  /** No change. */
  public static ModeChange none() {
    return new ModeChange(List.of());
  }

  /**
   * Reads the flag's value.
   *
   * @throws InputException when it is neither octal nor symbolic
   */
  public static ModeChange parse(String text, Position position) {
    if (OCTAL.matcher(text).matches()) {
      return new ModeChange(List.of(new Clause(0, 'o', text)));
    }
    var clauses = new ArrayList<Clause>();
    for (String clause : text.split(",", -1)) {
      Matcher matcher = CLAUSE.matcher(clause);
      if (!matcher.matches()) {
        throw new InputException(
            position,
            "--chmod=" + text + " is not a mode",
            "write it in octal, as in 755, or with letters, as in u=rwX,go=rX");
      }
      int who = who(matcher.group(1));
      Matcher action = ACTION.matcher(matcher.group(2));
      while (action.find()) {
        clauses.add(new Clause(who, action.group(1).charAt(0), action.group(2)));
      }
    }
    return new ModeChange(clauses);
  }

  boolean isNone() {
    return clauses.isEmpty();
  }

  /** The changed permissions of a file or directory. */
  int apply(int permissions, boolean directory) {
    int mode = permissions;
    for (Clause clause : clauses) {
      mode = apply(clause, mode, directory);
    }
    return mode;
  }

  private static int apply(Clause clause, int mode, boolean directory) {
    if (clause.operator() == 'o') {
      return Integer.parseInt(clause.letters(), 8);
    }
    int bits = bits(clause.letters(), mode, directory);
    int selected = bits & clause.who();
    // The sticky bit belongs to nobody, but others alone cannot change it.
    if (clause.letters().contains("t") && (clause.who() & 0770) != 0) {
      selected |= 01000;
    }
    return switch (clause.operator()) {
      case '+' -> mode | selected;
      case '-' -> mode & ~selected;
      case '=' -> (mode & ~clause.who()) | selected;
      default -> throw new IllegalStateException("operator " + clause.operator());
    };
  }

  private static int bits(String letters, int mode, boolean directory) {
    int bits = 0;
    for (int i = 0; i < letters.length(); i++) {
      bits |=
          switch (letters.charAt(i)) {
            case 'r' -> 0444;
            case 'w' -> 0222;
            case 'x' -> 0111;
            case 'X' -> directory || (mode & 0111) != 0 ? 0111 : 0;
            case 's' -> 06000;
            case 't' -> 0;
            case 'u' -> everybodys(mode >> 6);
            case 'g' -> everybodys(mode >> 3);
            case 'o' -> everybodys(mode);
            default -> throw new IllegalStateException("letters " + letters);
          };
    }
    return bits;
  }

  /** What one class may do, for all of them. */
  private static int everybodys(int permissions) {
    int one = permissions & 07;
    return one << 6 | one << 3 | one;
  }

  private static int who(String letters) {
    if (letters.isEmpty() || letters.contains("a")) {
      return 06777;
    }
    int who = 0;
    for (int i = 0; i < letters.length(); i++) {
      who |=
          switch (letters.charAt(i)) {
            case 'u' -> 04700;
            case 'g' -> 02070;
            case 'o' -> 07;
            default -> throw new IllegalStateException("letters " + letters);
          };
    }
    return who;
  }
}
