package dev.slipway.identity.iam;

import java.util.Optional;

/**
 * What accounts, pools and registry repositories belong to.
 *
 * @param id chosen by its maker, 6 to 30 characters
 * @param number twelve digits, given by the instance; resource names of workload identity use it
 * @param name for people
 * @param repository the hosted repository it was made for
 */
public record Project(String id, String number, String name, Optional<Repository> repository) {
  /**
   * A hosted repository.
   *
   * @param name {@code OWNER/NAME}, which can be given to another repository later
   * @param id which cannot
   */
  public record Repository(String name, String id) {}

  /** The resource that policies name. */
  public String resource() {
    return "projects/" + id;
  }
}
