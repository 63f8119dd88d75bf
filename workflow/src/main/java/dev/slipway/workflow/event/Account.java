package dev.slipway.workflow.event;

/**
 * Who did something, as a webhook names them.
 *
 * @param id stable for the account's life
 * @param bot whether a program acts, not a person
 */
public record Account(String login, long id, String email, boolean bot) {}
