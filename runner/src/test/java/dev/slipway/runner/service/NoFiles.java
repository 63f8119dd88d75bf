package dev.slipway.runner.service;

import dev.slipway.posix.Handle;
import dev.slipway.runner.JobFiles;
import java.io.IOException;
import java.nio.file.Path;

/** A job that has none. */
final class NoFiles implements JobFiles {
  @Override
  public Path workspace() {
    return Path.of("/");
  }

  @Override
  public Path temporary() {
    return Path.of("/");
  }

  @Override
  public Path toolCache() {
    return Path.of("/");
  }

  @Override
  public Path home() {
    return Path.of("/");
  }

  @Override
  public Path host(Path inJob) throws IOException {
    throw new IOException("no files");
  }

  @Override
  public Handle open(Path inJob) throws IOException {
    throw new IOException("no files");
  }

  @Override
  public Path hostEntry(Path inJob) throws IOException {
    throw new IOException("no files");
  }

  @Override
  public Path hostDirectory(Path inJob) throws IOException {
    throw new IOException("no files");
  }

  @Override
  public void handOver(Path made) throws IOException {
    throw new IOException("no files");
  }

  @Override
  public Path scratch() throws IOException {
    throw new IOException("no files");
  }

  @Override
  public Path scratchEntry() throws IOException {
    throw new IOException("no files");
  }
}
