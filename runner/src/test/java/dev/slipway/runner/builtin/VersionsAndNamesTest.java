package dev.slipway.runner.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.runner.action.ActionName;
import dev.slipway.runner.action.NativeActions;
import dev.slipway.runner.builtin.docker.SetupBuildx;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VersionsAndNamesTest {
  private final NativeActions actions = new NativeActions(List.of(new SetupBuildx()));

  private String problem(String uses) {
    return ActionName.parse(uses) instanceof ActionName.Hosted hosted
        ? actions.problem(hosted).orElse("")
        : "not hosted";
  }

  @Test
  void knowsItsActionsByNameAndMajor() {
    assertThat(problem("docker/setup-buildx-action@v3")).isEmpty();
    assertThat(problem("Docker/Setup-Buildx-Action@v3.12.0")).isEmpty();
    assertThat(problem("docker/setup-buildx-action@8d2750c68a42422c14e847fe6c8ac0403b4cbd6f"))
        .isEmpty();
    assertThat(problem("docker/setup-buildx-action@v1")).contains("built in for v2, v3, v4");
    assertThat(problem("acme/secret@v1")).contains("acme/secret@v1 is not built in");
  }

  @Test
  void readsWhatUsesNames() {
    assertThat(ActionName.parse("actions/cache/restore@v4"))
        .isEqualTo(new ActionName.Hosted("actions/cache", "restore", "v4"));
    assertThat(ActionName.parse("./.github/actions/x"))
        .isEqualTo(new ActionName.Local("./.github/actions/x"));
    assertThat(ActionName.parse("docker://alpine:3")).isEqualTo(new ActionName.Image("alpine:3"));
    assertThatThrownBy(() -> ActionName.parse("actions/checkout"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("OWNER/REPOSITORY@REF");
  }

  @Test
  void warnsOfInputsThatAreNotThere() {
    var manifest = new SetupBuildx().manifest();
    assertThat(manifest.unexpected(Set.of("driver"))).isEmpty();
    assertThat(manifest.unexpected(Set.of("drivr")))
        .hasValueSatisfying(
            text -> assertThat(text).startsWith("Unexpected input(s) 'drivr', valid"));
    assertThat(manifest.values(Map.of("DRIVER", "docker"))).containsEntry("driver", "docker");
  }
}
