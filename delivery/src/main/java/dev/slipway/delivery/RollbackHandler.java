package dev.slipway.delivery;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import dev.slipway.base.SlipwayException;
import dev.slipway.delivery.release.Environment;
import dev.slipway.delivery.rollback.RollbackPlan;
import dev.slipway.delivery.rollback.RollbackWish;
import dev.slipway.delivery.rollback.RollbackWish.Data;
import dev.slipway.delivery.rollback.RollbackWish.Strategy;
import dev.slipway.http.Headers;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /api/v1/rollback}: a line of JSON for each thing that happens, the last one {@code
 * result} or {@code error}. It goes on when the client has gone.
 */
final class RollbackHandler {
  private final Delivery delivery;

  RollbackHandler(Delivery delivery) {
    this.delivery = delivery;
  }

  Response handle(Request request) throws IOException {
    JsonNode body = Json.parse(request.body().readAllBytes(), "request body");
    Environment environment = DeliveryRoutes.environment(delivery, request.query("environment"));
    var order =
        new RollbackOrder(
            wish(body),
            body.path("dryRun").asBoolean(false)
                ? RollbackOrder.Mode.DRY_RUN
                : RollbackOrder.Mode.DO,
            body.path("reason").asString(""),
            request.principal().name());
    Rollback rollback = delivery.rollback(environment, order);
    return new Response.Streaming(
        200,
        Headers.of("Content-Type", "application/x-ndjson"),
        out -> run(environment, rollback, new Lines(out)));
  }

  private static RollbackWish wish(JsonNode body) {
    Optional<Integer> to =
        body.path("to").isNumber() ? Optional.of(body.path("to").asInt()) : Optional.empty();
    Optional<Strategy> strategy =
        switch (body.path("strategy").asString("")) {
          case "" -> Optional.empty();
          case "undo" -> Optional.of(Strategy.UNDO);
          case "revert" -> Optional.of(Strategy.REVERT);
          default ->
              throw new InputException(
                  InputException.Position.of("request body"),
                  "strategy is '" + body.path("strategy").asString("") + "'",
                  "use undo or revert");
        };
    return new RollbackWish(
        to, strategy, body.path("yesData").asBoolean(false) ? Data.ACCEPTED : Data.UNDECIDED);
  }

  private void run(Environment environment, Rollback rollback, Lines lines) {
    try {
      Rollback.Result result =
          rollback.run(
              new Rollback.Listener() {
                @Override
                public void planned(RollbackPlan plan) {
                  lines.write("plan", ReleaseJson.of(plan));
                }

                @Override
                public void line(String text) {
                  lines.write("line", text);
                }
              });
      finish(environment, result, lines);
    } catch (SlipwayException | ClusterRefusedException e) {
      lines.write("error", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      lines.write("error", "the process is ending; the rollback goes on at its next start");
    }
  }

  private void finish(Environment environment, Rollback.Result result, Lines lines) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    switch (result) {
      case Rollback.Result.Explained _ -> lines.write("result", node.put("done", false));
      case Rollback.Result.InGit(String commit) ->
          lines.write("result", node.put("done", true).put("commit", commit));
      case Rollback.Result.Ended(var release) -> {
        node.put("done", true);
        node.set("release", ReleaseJson.of(release, delivery.ledger().quarantines(environment)));
        lines.write("result", node);
      }
      case Rollback.Result.NotDone(String reason, String hint) -> {
        node.put("done", false).put("reason", reason).put("hint", hint);
        lines.write("refused", node);
      }
    }
  }

  /** One JSON value a line. */
  private static final class Lines {
    private final OutputStream out;
    private boolean gone;

    Lines(OutputStream out) {
      this.out = out;
    }

    void write(String name, Object value) {
      if (gone) {
        return;
      }
      ObjectNode message = Json.MAPPER.createObjectNode();
      message.set(name, Json.MAPPER.valueToTree(value));
      try {
        out.write(Json.bytes(message));
        out.write('\n');
        out.flush();
      } catch (IOException e) {
        // The client has gone. What was begun goes on without it.
        gone = true;
      }
    }
  }
}
