package dev.slipway.http;

/** The request methods Slipway serves. */
public enum Method {
  GET,
  HEAD,
  POST,
  PUT,
  PATCH,
  DELETE
}
