package dev.slipway.identity.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.InputException;
import dev.slipway.http.Authorizer.Decision;
import dev.slipway.http.Permission;
import dev.slipway.http.Principal;
import dev.slipway.identity.AccessTokens;
import dev.slipway.identity.Administrator;
import dev.slipway.identity.Token;
import dev.slipway.identity.assembly.Identity;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsersTest {
  private static final Principal ADMIN = Administrator.PRINCIPAL;

  @TempDir Path directory;
  private Database database;
  private Identity identity;
  private Users users;

  @BeforeEach
  void open() throws Exception {
    var schemas = new ArrayList<>(List.of(Journal.SCHEMA));
    schemas.addAll(Identity.schemas());
    Files.createDirectories(directory.resolve("keys"));
    database = Database.open(directory.resolve("slipway.db"), schemas);
    var clock = Clock.systemUTC();
    identity =
        Identity.open(
            "http://127.0.0.1:7717",
            directory.resolve("keys"),
            new Token("slw_admin"),
            database,
            new Journal(database, clock),
            clock);
    users = identity.users();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private boolean may(String user, String action, String resource) {
    Principal who = users.find(user).orElseThrow().principal();
    return identity.authorizer().decide(who, new Permission(action, resource))
        instanceof Decision.Allowed;
  }

  @Test
  void aNewUserOwnsTheOwnNameAndNothingElse() {
    users.add("eve", ADMIN);
    assertThat(may("eve", "forge.repositories.create", "repositories/eve/app")).isTrue();
    assertThat(may("eve", "forge.repositories.push", "repositories/eve/app")).isTrue();
    assertThat(may("eve", "slipway.secrets.set", "repositories/eve/app")).isTrue();
    assertThat(may("eve", "forge.repositories.create", "repositories/evelyn/app")).isFalse();
    assertThat(may("eve", "forge.repositories.pull", "repositories/local/app")).isFalse();
    assertThat(may("eve", "identity.users.create", "instance")).isFalse();
    assertThat(may("eve", "container.pods.get", "namespaces/default/pods/a")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "reader, forge.repositories.pull, true",
    "reader, forge.pullRequests.create, true",
    "reader, runs.get, true",
    "reader, forge.repositories.push, false",
    "reader, forge.pullRequests.merge, false",
    "reader, runs.create, false",
    "writer, forge.repositories.pull, true",
    "writer, forge.repositories.push, true",
    "writer, forge.pullRequests.merge, true",
    "writer, runs.cancel, true",
    "writer, forge.repositories.admin, false",
    "writer, slipway.secrets.set, false",
    "maintainer, forge.repositories.push, true",
    "maintainer, forge.repositories.admin, true",
    "maintainer, slipway.secrets.set, true",
    "maintainer, forge.repositories.create, false",
  })
  void aRoleAllowsWhatItsNameSaysOnItsRepository(String role, String action, boolean allowed) {
    users.add("eve", ADMIN);
    users.grant("eve", "local/app", role, ADMIN);
    assertThat(may("eve", action, "repositories/local/app")).isEqualTo(allowed);
    assertThat(may("eve", action, "repositories/local/application")).isFalse();
  }

  @Test
  void aRoleOnARepositoryIsOneOnItsImagesAlsoWhenTheProjectComesLater() {
    users.add("eve", ADMIN);
    users.grant("eve", "local/app", "reader", ADMIN);
    var project = identity.setup().ensure("local/app", "17", "refs/heads/main", ADMIN).project();
    String image = project.resource() + "/locations/us-central1/repositories/app";
    assertThat(may("eve", "artifactregistry.repositories.downloadArtifacts", image)).isTrue();
    assertThat(may("eve", "artifactregistry.repositories.uploadArtifacts", image)).isFalse();
    users.grant("eve", "local/app", "writer", ADMIN);
    assertThat(may("eve", "artifactregistry.repositories.uploadArtifacts", image)).isTrue();
    assertThat(may("eve", "container.pods.get", "namespaces/default/pods/a")).isFalse();
    assertThat(may("eve", "iam.serviceAccounts.getAccessToken", project.resource())).isFalse();
  }

  @Test
  void rolesInTheClusterAreGivenSeparately() {
    users.add("eve", ADMIN);
    users.grantCluster("eve", "viewer", ADMIN);
    assertThat(may("eve", "container.pods.list", "namespaces/default/pods")).isTrue();
    assertThat(may("eve", "container.secrets.get", "namespaces/default/secrets/a")).isFalse();
    assertThat(may("eve", "container.pods.delete", "namespaces/default/pods/a")).isFalse();
    users.grantCluster("eve", "developer", ADMIN);
    assertThat(may("eve", "container.pods.delete", "namespaces/default/pods/a")).isTrue();
    assertThat(may("eve", "container.roleBindings.create", "rolebindings")).isFalse();
    assertThat(users.revokeCluster("eve", ADMIN)).isTrue();
    assertThat(users.revokeCluster("eve", ADMIN)).isFalse();
    assertThat(may("eve", "container.pods.list", "namespaces/default/pods")).isFalse();
  }

  @Test
  void tokensEndWithTheUserWhatWasMadeFromThemToo() {
    users.add("eve", ADMIN);
    AccessTokens.Issued issued = users.token("eve", Duration.ofDays(1));
    AccessTokens.Issued derived =
        identity
            .tokens()
            .issue(
                identity.tokens().principal(issued.token()).orElseThrow(),
                "registry login",
                Duration.ofHours(1));
    String stored =
        database.read(
            sql -> sql.list("SELECT hash FROM access_token", row -> row.text(1)).toString());
    assertThat(stored).doesNotContain(issued.token().value());

    users.remove("eve", ADMIN);
    assertThat(identity.tokens().principal(issued.token())).isEmpty();
    assertThat(identity.tokens().principal(derived.token())).isEmpty();
    assertThat(users.list()).isEmpty();
    users.add("eve", ADMIN);
    assertThat(users.find("eve").orElseThrow().repositories()).isEmpty();
    assertThat(identity.tokens().principal(issued.token())).isEmpty();
  }

  @Test
  void rolesAndUsersSurviveARestart() throws Exception {
    users.add("eve", ADMIN);
    users.grant("eve", "local/app", "writer", ADMIN);
    users.grantCluster("eve", "viewer", ADMIN);
    AccessTokens.Issued issued = users.token("eve", Duration.ofDays(1));
    database.close();
    open();
    assertThat(may("eve", "forge.repositories.push", "repositories/local/app")).isTrue();
    assertThat(users.find("eve").orElseThrow().cluster()).contains(ClusterRole.VIEWER);
    assertThat(identity.tokens().principal(issued.token()))
        .hasValueSatisfying(p -> assertThat(p.name()).isEqualTo("eve"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"admin", "local", "", "Eve", "a b", "a/b", "job:1", "-a", "a-", "a.b", "é"})
  void namesThatMeanSomethingElseAreRefused(String name) {
    assertThatThrownBy(() -> users.add(name, ADMIN))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("'" + name + "' cannot be the name of a user");
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThatThrownBy(() -> users.token("eve", Duration.ofDays(1)))
        .hasMessageContaining("there is no user 'eve'");
    users.add("eve", ADMIN);
    assertThatThrownBy(() -> users.add("eve", ADMIN)).hasMessageContaining("already");
    assertThatThrownBy(() -> users.grant("eve", "local/app", "owner", ADMIN))
        .hasMessageContaining("there is no role 'owner'")
        .hasMessageContaining("reader, writer, maintainer");
    assertThatThrownBy(() -> users.token("eve", Duration.ofDays(1000)))
        .hasMessageContaining("366 days");
  }
}
