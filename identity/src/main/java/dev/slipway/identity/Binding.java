package dev.slipway.identity;

/**
 * A role given to a member on a resource and everything below it.
 *
 * @param member a principal's name, or {@code group:} and a group's name
 * @param role what they may do
 * @param resource the resource; empty for all
 */
public record Binding(String member, Role role, String resource) {
  boolean covers(String asked) {
    return resource.isEmpty() || asked.equals(resource) || asked.startsWith(resource + "/");
  }
}
