package dev.slipway.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;

/** Copies the objects of a commit from one repository to another, as one pack, streamed. */
final class ObjectCopy {
  private static final int PIPE = 64 << 10;

  private final Repository from;
  private final Repository to;

  ObjectCopy(Repository from, Repository to) {
    this.from = from;
    this.to = to;
  }

  void copy(CommitId wanted) throws IOException {
    if (to.getObjectDatabase().has(wanted.object()) && isReachable(wanted)) {
      return;
    }
    try (var in = new PipedInputStream(PIPE);
        var inserter = to.newObjectInserter()) {
      var out = new PipedOutputStream(in);
      var writing =
          CompletableFuture.runAsync(() -> write(wanted, out), Thread::startVirtualThread);
      parse(inserter, in, writing);
      inserter.flush();
    }
  }

  private void parse(ObjectInserter inserter, InputStream in, CompletableFuture<Void> writing)
      throws IOException {
    try {
      var _ = inserter.newPackParser(in).parse(NullProgressMonitor.INSTANCE);
    } catch (IOException e) {
      // A pack that breaks off says little; why the sender stopped says more.
      in.close();
      writing
          .handle((done, failure) -> {
            if (failure != null) {
              e.addSuppressed(failure);
            }
            return e;
          })
          .join();
      throw e;
    }
    try {
      writing.join();
    } catch (CompletionException e) {
      throw new IOException("could not read " + from.getDirectory(), e);
    }
  }

  private boolean isReachable(CommitId wanted) throws IOException {
    for (Ref ref : to.getRefDatabase().getRefs()) {
      if (wanted.object().equals(ref.getObjectId())) {
        return true;
      }
    }
    return false;
  }

  private void write(CommitId wanted, PipedOutputStream out) {
    try (out;
        var reader = from.newObjectReader();
        var pack = new PackWriter(from, reader)) {
      pack.setDeltaBaseAsOffset(true);
      pack.setThin(false);
      pack.preparePack(NullProgressMonitor.INSTANCE, Set.of(wanted.object()), shared());
      pack.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, out);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  /** What both have: the tips of the receiver that the sender knows. */
  private Set<ObjectId> shared() throws IOException {
    var both = new HashSet<ObjectId>();
    try (var reader = from.newObjectReader()) {
      for (Ref ref : to.getRefDatabase().getRefs()) {
        ObjectId id = ref.getObjectId();
        if (id != null && reader.has(id)) {
          both.add(id);
        }
      }
    }
    return both;
  }
}
