package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.dockerfile.CommitContext;
import dev.slipway.git.CommittedFile;
import dev.slipway.git.GitRepository;
import dev.slipway.runner.JobContext;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/** A commit of a hosted repository, or a directory of it, as build context. */
record RepositoryCommit(GitRepository repository, JobContext.Commit commit)
    implements CommitContext {
  @Override
  public List<Entry> entries() {
    return repository
        .files(commit.id(), commit.directory())
        .orElseThrow(() ->
            new InputException(
                InputException.Position.of("context " + commit.directory()),
                "is no directory of the commit " + commit.id().abbreviated(),
                "check the path and its case"))
        .stream()
        .map(RepositoryCommit::entry)
        .toList();
  }

  private static Entry entry(CommittedFile file) {
    Kind kind =
        switch (file.kind()) {
          case FILE -> Kind.FILE;
          case EXECUTABLE -> Kind.EXECUTABLE;
          case SYMLINK -> Kind.SYMBOLIC_LINK;
          case DIRECTORY, SUBMODULE -> Kind.DIRECTORY;
        };
    return new Entry(file.path(), kind, file.id());
  }

  @Override
  public InputStream open(String object) throws IOException {
    return repository.blob(object);
  }

  @Override
  public Instant time() {
    return repository.commit(commit.id()).committer().time().toInstant();
  }
}
