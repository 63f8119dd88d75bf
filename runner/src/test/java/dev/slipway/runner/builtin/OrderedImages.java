package dev.slipway.runner.builtin;

import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.runner.JobBuild;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobFiles;
import dev.slipway.runner.JobImages;
import dev.slipway.runner.LineListener;
import dev.slipway.runner.RegistryLogin;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Keeps what is ordered, and builds nothing. */
final class OrderedImages implements JobImages {
  final List<JobBuild> ordered = new ArrayList<>();

  @Override
  public Built build(JobDescriptor job, JobFiles files, JobBuild order, LineListener progress) {
    ordered.add(order);
    return new Built("sha256:d", "sha256:i", 1, "application/x", List.of());
  }

  @Override
  public JsonNode ask(JobDescriptor job, JobFiles files, JobBuild order, String method) {
    ordered.add(order);
    return Json.MAPPER.createObjectNode();
  }

  @Override
  public void tag(JobDescriptor job, String source, String target) {
    throw new SlipwayException("No such image: " + source);
  }

  @Override
  public boolean untag(JobDescriptor job, String name) {
    return false;
  }

  @Override
  public List<Named> list(JobDescriptor job) {
    return List.of();
  }

  @Override
  public Optional<Details> find(JobDescriptor job, String name) {
    return Optional.empty();
  }

  @Override
  public Moved push(
      JobDescriptor job, String name, Optional<RegistryLogin> login, LineListener progress) {
    throw new SlipwayException("No such image: " + name);
  }

  @Override
  public Moved pull(
      JobDescriptor job, String name, Optional<RegistryLogin> login, LineListener progress) {
    throw new SlipwayException("No such image: " + name);
  }

  @Override
  public void checkLogin(RegistryLogin login) {}

  @Override
  public void save(JobDescriptor job, List<String> images, OutputStream out) {
    throw new SlipwayException("No such image: " + images);
  }

  @Override
  public void end(JobDescriptor job) {
    ordered.clear();
  }
}
