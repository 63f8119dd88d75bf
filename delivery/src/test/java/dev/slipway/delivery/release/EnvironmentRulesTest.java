package dev.slipway.delivery.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentRulesTest {
  @ParameterizedTest
  @CsvSource({
    "doctor-app, production, true",
    "shop, production, true",
    "doctor-app-staging, staging, false",
    "shop-dev, development, false",
    "default, default, false",
    "kube-system, , false",
  })
  void aNamespaceSaysWhichEnvironmentItIs(String namespace, String name, boolean production) {
    assertThat(EnvironmentRules.DEFAULT.name(namespace)).isEqualTo(Optional.ofNullable(name));
    assertThat(EnvironmentRules.DEFAULT.isProduction(namespace)).isEqualTo(production);
  }
}
