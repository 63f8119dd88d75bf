package dev.slipway.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.SlipwayException;
import dev.slipway.client.GitProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkTreeTest {
  @TempDir Path temporary;
  private Path root;
  private Path store;

  @BeforeEach
  void prepare() throws IOException {
    root = Files.createDirectories(temporary.resolve("app")).toRealPath();
    store = temporary.resolve("store.git");
    write(".github/workflows/ci.yaml", "on: push\n");
    write("kept.txt", "one\n");
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String shown(WorkTree tree, String path) {
    return tree.git().ask("read " + path, "show", tree.commit() + ":" + path);
  }

  @Test
  void aPlainDirectoryIsCommittedAsItIs() throws IOException {
    write(".gitignore", "secret\n");
    write("secret", "x");
    var tree = WorkTree.of(root, store);
    assertThat(shown(tree, "kept.txt")).isEqualTo("one");
    assertThat(tree.git().ask("list", "ls-tree", "-r", "--name-only", tree.commit()).lines())
        .containsExactly(".github/workflows/ci.yaml", ".gitignore", "kept.txt");
    assertThat(root.resolve(".git")).doesNotExist();
  }

  @Test
  void aRepositoryIsNotTouchedAndItsUncommittedChangesAreThere() throws IOException {
    var git =
        GitProgram.in(root)
            .with("GIT_AUTHOR_NAME", "A")
            .with("GIT_AUTHOR_EMAIL", "a@example.org")
            .with("GIT_COMMITTER_NAME", "A")
            .with("GIT_COMMITTER_EMAIL", "a@example.org");
    git.run("init", "--quiet", "--initial-branch=main").orThrow("init");
    git.run("add", "--all").orThrow("add");
    git.run("commit", "--quiet", "-m", "Begin").orThrow("commit");
    write("kept.txt", "two\n");
    write("new.txt", "new\n");
    String before = git.ask("status", "status", "--porcelain");
    String objects = git.ask("count", "count-objects");

    var tree = WorkTree.of(root, store);

    assertThat(shown(tree, "kept.txt")).isEqualTo("two");
    assertThat(shown(tree, "new.txt")).isEqualTo("new");
    assertThat(tree.git().ask("parent", "rev-parse", tree.commit() + "^"))
        .isEqualTo(git.ask("head", "rev-parse", "HEAD"));
    assertThat(git.ask("status", "status", "--porcelain")).isEqualTo(before);
    assertThat(git.ask("count", "count-objects")).isEqualTo(objects);
    assertThat(git.run("cat-file", "-e", tree.commit()).succeeded()).isFalse();
  }

  @Test
  void findsTheTreeOfAWorkflowAndRefusesOtherFiles() {
    var file = WorkflowFile.of(root.resolve(".github/workflows/ci.yaml"));
    assertThat(file).isEqualTo(new WorkflowFile(root, ".github/workflows/ci.yaml"));
    assertThatThrownBy(() -> WorkflowFile.of(root.resolve("kept.txt")))
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining(".github/workflows");
    assertThatThrownBy(() -> WorkflowFile.of(root.resolve(".github/workflows/none.yaml")))
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining("none.yaml");
  }
}
