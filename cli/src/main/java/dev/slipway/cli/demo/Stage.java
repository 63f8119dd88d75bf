package dev.slipway.cli.demo;

import dev.slipway.client.ApiClient;
import dev.slipway.client.InstanceDirectory;
import dev.slipway.client.RunWatch;
import java.net.URI;

/**
 * Where the story plays.
 *
 * @param story tells what happens
 * @param instance the demo's own instance
 * @param api its API
 * @param runs what its workflows do
 * @param site what its users see
 * @param workspace the developer's clone
 * @param repository the hosted repository, {@code OWNER/NAME}
 * @param url the instance's address
 */
record Stage(
    Story story,
    InstanceDirectory instance,
    ApiClient api,
    RunWatch runs,
    Site site,
    Workspace workspace,
    String repository,
    URI url) {
  static final String REPOSITORY = "local/doctor-app";

  String repositoryPath() {
    return "/api/v1/repositories/" + repository;
  }
}
