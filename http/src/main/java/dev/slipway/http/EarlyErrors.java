package dev.slipway.http;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what goes wrong around the handlers, such as a request line that cannot be read, a body
 * that breaks off or a method nobody knows: in the words of the room that the path belongs to.
 */
final class EarlyErrors implements org.eclipse.jetty.server.Request.Handler {
  private final Router router;

  EarlyErrors(Router router) {
    this.router = router;
  }

  @Override
  public boolean handle(
      org.eclipse.jetty.server.Request request,
      org.eclipse.jetty.server.Response response,
      Callback callback) {
    int status =
        request.getAttribute(ErrorHandler.ERROR_STATUS) instanceof Integer code ? code : 500;
    String reason =
        Optional.ofNullable(request.getAttribute(ErrorHandler.ERROR_MESSAGE))
            .map(Object::toString)
            .orElse("the request cannot be served");
    write(request, response, callback, new HttpException(status, reason));
    return true;
  }

  /** A method that no room has ever heard of. */
  void unknownMethod(
      org.eclipse.jetty.server.Request request,
      org.eclipse.jetty.server.Response response,
      Callback callback) {
    write(
        request,
        response,
        callback,
        new HttpException(405, request.getMethod() + " is not served here"));
  }

  private void write(
      org.eclipse.jetty.server.Request request,
      org.eclipse.jetty.server.Response response,
      Callback callback,
      HttpException failure) {
    Method method = HttpMethod.HEAD.is(request.getMethod()) ? Method.HEAD : Method.GET;
    var asked = new JettyRequest(request, method);
    try {
      var answer =
          router.nearest(asked.segments()).errors().format(asked, failure.status(), failure);
      ResponseWriter.write(answer, method, response);
      callback.succeeded();
    } catch (IOException e) {
      callback.failed(e);
    }
  }
}
