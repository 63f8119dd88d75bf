package dev.slipway.container;

import dev.slipway.base.InputException;
import dev.slipway.posix.Errno;
import dev.slipway.posix.PosixException;
import dev.slipway.posix.RootedDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Users and groups of a root filesystem, by its /etc/passwd and /etc/group.
 *
 * <p>Resolves what an image's {@code User} or a {@code USER} instruction may say: {@code user},
 * {@code uid}, {@code user:group}, {@code uid:gid} and mixtures (OCI image-spec, config.md).
 */
public final class UserLookup {
  private final List<User> users;
  private final List<Group> groups;

  /** A line of /etc/passwd. */
  private record User(String name, int uid, int gid, String home) {}

  /** A line of /etc/group. */
  private record Group(String name, int gid, List<String> members) {}

  /**
   * Who it is and where at home.
   *
   * @param home the passwd entry's home directory, {@code /} without one
   */
  public record Account(ProcessUser user, String home) {}

  private UserLookup(List<User> users, List<Group> groups) {
    this.users = users;
    this.groups = groups;
  }

  /** Reads the files of the root filesystem; missing ones count as empty. */
  public static UserLookup in(Path root) throws IOException {
    try (RootedDirectory rooted = RootedDirectory.of(root)) {
      var users = new ArrayList<User>();
      for (String[] f : lines(rooted, "etc/passwd", 6)) {
        if (isId(f[2]) && isId(f[3])) {
          users.add(new User(f[0], id(f[2]), id(f[3]), f[5]));
        }
      }
      var groups = new ArrayList<Group>();
      for (String[] f : lines(rooted, "etc/group", 3)) {
        if (isId(f[2])) {
          List<String> members = f.length > 3 ? List.of(f[3].split(",")) : List.of();
          groups.add(new Group(f[0], id(f[2]), members));
        }
      }
      return new UserLookup(users, groups);
    }
  }

  /**
   * Resolves a user specification; an empty one is root.
   *
   * <p>A user without a group gets the primary and supplementary groups of the passwd entry; a
   * number without an entry gets group 0. A group that is named stands alone.
   *
   * @param where for the error message
   * @throws InputException when a name is not in the files
   */
  public Account resolve(String specification, InputException.Position where) {
    String[] parts = specification.split(":", 2);
    String userPart = parts[0].isEmpty() ? "0" : parts[0];
    Optional<User> user = user(userPart);
    if (user.isEmpty() && !isId(userPart)) {
      throw unknown("user", userPart, "/etc/passwd", where);
    }
    int uid = user.map(User::uid).orElseGet(() -> id(userPart));
    String home = user.map(User::home).filter(h -> !h.isEmpty()).orElse("/");
    if (parts.length == 2 && !parts[1].isEmpty()) {
      int gid = group(parts[1], where);
      return new Account(new ProcessUser(uid, gid, List.of()), home);
    }
    int gid = user.map(User::gid).orElse(0);
    return new Account(new ProcessUser(uid, gid, supplementary(user, gid)), home);
  }

  /** The number of a user: of an entry by name, else the number itself. */
  public OptionalInt uid(String nameOrNumber) {
    Optional<User> user = user(nameOrNumber);
    if (user.isPresent()) {
      return OptionalInt.of(user.get().uid());
    }
    return isId(nameOrNumber) ? OptionalInt.of(id(nameOrNumber)) : OptionalInt.empty();
  }

  /** The number of a group: of an entry by name, else the number itself. */
  public OptionalInt gid(String nameOrNumber) {
    for (Group group : groups) {
      if (group.name().equals(nameOrNumber)) {
        return OptionalInt.of(group.gid());
      }
    }
    return isId(nameOrNumber) ? OptionalInt.of(id(nameOrNumber)) : OptionalInt.empty();
  }

  private Optional<User> user(String nameOrNumber) {
    return users.stream()
        .filter(u -> u.name().equals(nameOrNumber))
        .findFirst()
        .or(() ->
            users.stream()
                .filter(u -> isId(nameOrNumber) && u.uid() == id(nameOrNumber))
                .findFirst());
  }

  private int group(String nameOrNumber, InputException.Position where) {
    return gid(nameOrNumber).orElseThrow(() -> unknown("group", nameOrNumber, "/etc/group", where));
  }

  private List<Integer> supplementary(Optional<User> user, int gid) {
    return user.stream()
        .flatMap(u -> groups.stream().filter(g -> g.members().contains(u.name())))
        .map(Group::gid)
        .filter(g -> g != gid)
        .distinct()
        .toList();
  }

  private static InputException unknown(
      String what, String name, String file, InputException.Position where) {
    return new InputException(
        where,
        "unable to find " + what + " " + name + ": no matching entries in " + file,
        "create it in an earlier step, or use a number");
  }

  private static List<String[]> lines(RootedDirectory root, String file, int fields)
      throws IOException {
    var found = new ArrayList<String[]>();
    try (var reader =
        new BufferedReader(
            new InputStreamReader(root.read(Path.of(file)), StandardCharsets.ISO_8859_1))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] parts = line.strip().split(":", -1);
        if (parts.length >= fields && !line.startsWith("#")) {
          found.add(parts);
        }
      }
    } catch (PosixException e) {
      if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR)) {
        throw e;
      }
    }
    return found;
  }

  private static boolean isId(String text) {
    return text.matches("[0-9]{1,10}") && Long.parseLong(text) < 0xffff_ffffL;
  }

  private static int id(String text) {
    return (int) Long.parseLong(text);
  }
}
