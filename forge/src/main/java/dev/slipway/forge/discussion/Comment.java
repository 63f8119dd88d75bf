package dev.slipway.forge.discussion;

import java.time.Instant;

/**
 * What somebody said about a pull request.
 *
 * @param id unique in the instance
 * @param pull the number of the pull request
 * @param author the name under which GitHub's API shows whoever wrote it
 * @param body Markdown
 */
public record Comment(
    long id, long pull, String author, String body, Instant created, Instant updated) {}
