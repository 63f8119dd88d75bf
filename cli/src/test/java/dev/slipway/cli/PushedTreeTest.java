package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.client.GitProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushedTreeTest {
  @TempDir Path directory;

  @Test
  void theBranchIsTheOneThatIsCheckedOut() throws Exception {
    assertThat(PushedTree.branchOf(directory)).isEmpty();
    git("init", "--quiet", "--initial-branch=trunk");
    assertThat(PushedTree.branchOf(directory)).contains("trunk");
    assertThat(PushedTree.branchOf(Files.createDirectory(directory.resolve("part")))).isEmpty();
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "Begin", "--allow-empty");
    git("checkout", "--quiet", "--detach");
    assertThat(PushedTree.branchOf(directory)).isEmpty();
  }

  private void git(String... arguments) {
    GitProgram.in(directory).run(arguments).orThrow("prepare the test");
  }
}
