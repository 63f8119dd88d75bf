package dev.slipway.http;

import java.io.IOException;

/** Answers one request; called on a virtual thread. */
@FunctionalInterface
public interface Handler {
  Response handle(Request request) throws IOException;
}
