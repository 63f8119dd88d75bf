package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserLookupTest {
  private static final InputException.Position WHERE =
      new InputException.Position("Dockerfile", 7, 1);

  @TempDir Path dir;
  private UserLookup lookup;

  @BeforeEach
  void read() throws IOException {
    lookup = UserLookup.in(HostRoot.fill(dir.resolve("root")));
  }

  @Test
  void usersBringTheirGroups() {
    assertThat(user("")).isEqualTo(ProcessUser.ROOT);
    assertThat(user("app")).isEqualTo(new ProcessUser(1000, 1000, List.of(2000)));
    assertThat(user("1000")).isEqualTo(user("app"));
    assertThat(lookup.resolve("app", WHERE).home()).isEqualTo("/home/app");
  }

  @Test
  void numbersNeedNoEntry() {
    assertThat(user("4711")).isEqualTo(new ProcessUser(4711, 0, List.of()));
    assertThat(user("4711:42")).isEqualTo(new ProcessUser(4711, 42, List.of()));
    assertThat(lookup.resolve("4711", WHERE).home()).isEqualTo("/");
  }

  @Test
  void aNamedGroupStandsAlone() {
    assertThat(user("app:extra")).isEqualTo(new ProcessUser(1000, 2000, List.of()));
    assertThat(user(":tty")).isEqualTo(new ProcessUser(0, 5, List.of()));
  }

  @Test
  void unknownNamesAreTold() {
    assertThatThrownBy(() -> user("nobody"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "Dockerfile:7:1: unable to find user nobody: no matching entries in /etc/passwd");
    assertThatThrownBy(() -> user("app:nogroup")).hasMessageContaining("group nogroup");
  }

  @Test
  void filesAreReadInsideTheRootOnly() throws IOException {
    Path root = Files.createDirectories(dir.resolve("other/etc"));
    Files.createSymbolicLink(root.resolve("passwd"), Path.of("/real/passwd"));
    Files.createDirectories(dir.resolve("other/real"));
    Files.writeString(
        dir.resolve("other/real/passwd"), "# note\nbad line\nme:x:7:8::/me:/bin/sh\n");

    UserLookup inside = UserLookup.in(dir.resolve("other"));

    assertThat(inside.resolve("me", WHERE).user()).isEqualTo(new ProcessUser(7, 8, List.of()));
    assertThat(inside.uid("root")).isEmpty();
    assertThat(inside.gid("12")).hasValue(12);
  }

  private ProcessUser user(String specification) {
    return lookup.resolve(specification, WHERE).user();
  }
}
