package dev.slipway.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.base.Json;
import org.junit.jupiter.api.Test;

class BuildOrderTest {
  @Test
  void namesThatAreNoneAreRefusedBeforeAnythingIsBuilt() {
    assertThatThrownBy(() -> order("BAD NAME"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--tag BAD NAME")
        .hasMessageContaining("is not a repository name")
        .hasMessageContaining("lower-case letters");
    assertThat(order("localhost:5000/a/b:1").request().tags())
        .containsExactly("localhost:5000/a/b:1");
  }

  private static BuildOrder order(String tag) {
    var body = Json.MAPPER.createObjectNode().put("context", "/srv").put("directory", "/");
    body.putArray("tags").add(tag);
    return BuildOrder.parse(Json.parse(Json.bytes(body), "test"));
  }
}
