package dev.slipway.daemon;

import dev.slipway.http.Authenticator;
import dev.slipway.http.Authorizer;
import dev.slipway.identity.AccessTokens;
import dev.slipway.identity.Administrator;
import dev.slipway.identity.Binding;
import dev.slipway.identity.BindingAuthorizer;
import dev.slipway.identity.Role;
import dev.slipway.identity.Token;
import dev.slipway.identity.TokenAuthenticator;
import dev.slipway.store.Database;
import dev.slipway.store.Journal;
import dev.slipway.store.Schema;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/** What an instance knows and who may do what with it. */
record State(
    Database database,
    Journal journal,
    AccessTokens tokens,
    Token administrator,
    Authenticator authenticator,
    Authorizer authorizer) {

  static State open(DataDirectory data, List<Schema> schemas, Clock clock, Closing closing)
      throws IOException {
    var database = closing.add(Database.open(data.database(), schemas));
    var journal = new Journal(database, clock);
    var tokens = new AccessTokens(database, journal, clock);
    var administrator = Administrator.token(data.administratorToken());
    var bindings = List.of(new Binding("group:system:masters", Role.OWNER, ""));
    return new State(
        database,
        journal,
        tokens,
        administrator,
        new TokenAuthenticator(administrator, tokens),
        new BindingAuthorizer(bindings, database, journal));
  }
}
