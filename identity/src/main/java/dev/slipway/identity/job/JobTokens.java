package dev.slipway.identity.job;

import dev.slipway.base.Json;
import dev.slipway.http.HttpException;
import dev.slipway.http.Method;
import dev.slipway.http.Permission;
import dev.slipway.http.Principal;
import dev.slipway.http.Request;
import dev.slipway.http.Response;
import dev.slipway.http.Route;
import dev.slipway.identity.AccessTokens;
import dev.slipway.identity.AuditTrail;
import dev.slipway.identity.Binding;
import dev.slipway.identity.BindingIndex;
import dev.slipway.identity.BindingSource;
import dev.slipway.identity.Token;
import dev.slipway.identity.job.JobClaims.Origin;
import dev.slipway.identity.oidc.Issuer;
import dev.slipway.store.Database;
import dev.slipway.store.Schema;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tokens of jobs, from a job's begin to its end.
 *
 * <pre>
 * begin ─ runtime, github, slipway token, ID token request
 *           └─ ID token ─ federated token ─ service account's token     (federation)
 * end   ─ all of them are void
 * </pre>
 *
 * <p>Sessions are in the database: a job that outlives the process keeps its tokens, and one whose
 * end came while the process was away loses them by {@link #end}.
 */
public final class JobTokens implements BindingSource {
  /** Jobs that run, and the ID tokens they were given. */
  public static final Schema SCHEMA =
      new Schema(
          "identity-job",
          List.of(
              """
              CREATE TABLE job_session (
                name TEXT PRIMARY KEY,
                claims TEXT NOT NULL,
                permissions TEXT NOT NULL) STRICT;
              CREATE TABLE job_id_token (
                id TEXT PRIMARY KEY,
                session TEXT NOT NULL REFERENCES job_session (name) ON DELETE CASCADE,
                expires INTEGER NOT NULL) STRICT;
              CREATE INDEX job_id_token_session ON job_id_token (session)
              """));

  private static final String PATH = "/api/v1/job/idtoken";
  private static final Duration LONGEST_JOB = Duration.ofHours(24);
  private static final int MAX_AUDIENCE = 256;

  private final Database database;
  private final AccessTokens tokens;
  private final Issuer issuer;
  private final AuditTrail audit;
  private final Clock clock;
  private final String instance;
  private final Map<String, Session> sessions = new HashMap<>();
  private volatile BindingIndex index = new BindingIndex(List.of());

  private record Session(JobClaims claims, GrantedPermissions permissions) {
    List<Binding> bindings() {
      return JobRoles.bindings(claims.session(), claims.repository().fullName(), permissions);
    }
  }

  /**
   * @param instance the URL of the HTTP port, as jobs see it
   * @param database opened with {@link #SCHEMA}
   */
  public JobTokens(
      String instance,
      Database database,
      AccessTokens tokens,
      Issuer issuer,
      AuditTrail audit,
      Clock clock) {
    this.instance = instance;
    this.database = database;
    this.tokens = tokens;
    this.issuer = issuer;
    this.audit = audit;
    this.clock = clock;
    database
        .read(sql ->
            sql.list(
                "SELECT claims, permissions FROM job_session",
                row ->
                    new Session(
                        Json.MAPPER.readValue(row.text(1), JobClaims.class),
                        Json.MAPPER.readValue(row.text(2), GrantedPermissions.class))))
        .forEach(s -> sessions.put(s.claims.session(), s));
    reindex();
  }

  /**
   * Gives a job its tokens. A fork's job reads its repository and nothing else, whatever its
   * workflow says.
   */
  public IssuedJobTokens begin(JobClaims claims, GrantedPermissions wanted) {
    var permissions = claims.origin() == Origin.FORK ? readOnly(wanted) : wanted;
    var session = new Session(claims, permissions);
    String name = claims.session();
    database.write(sql ->
        sql.update(
            "INSERT OR REPLACE INTO job_session (name, claims, permissions) VALUES (?, ?, ?)",
            name,
            Json.text(claims),
            Json.text(permissions)));
    synchronized (sessions) {
      sessions.put(name, session);
      reindex();
    }
    var attributes = claims.attributes();
    Optional<IssuedJobTokens.IdTokenRequest> idToken =
        permissions.level("id-token") == GrantedPermissions.Level.WRITE
            ? Optional.of(
                new IssuedJobTokens.IdTokenRequest(
                    instance + PATH + "?api-version=2.0",
                    issue(JobRoles.idToken(name), attributes, "ID token requests")))
            : Optional.empty();
    return new IssuedJobTokens(
        runtime(claims),
        issue(JobRoles.github(name), attributes, "repository of the job"),
        issue(JobRoles.slipway(name), attributes, "job session"),
        idToken);
  }

  private Token issue(String principal, Map<String, String> attributes, String purpose) {
    return tokens
        .issue(new Principal(principal, Set.of(), attributes), purpose, LONGEST_JOB)
        .token();
  }

  /** Clients of the services decode it to learn their run and job; only we verify it, by hash. */
  private Token runtime(JobClaims claims) {
    Instant now = clock.instant();
    // The clients split the scope at colons.
    String job = claims.job().replace(":", "%3A").replace(" ", "%20");
    var payload =
        Json.MAPPER
            .createObjectNode()
            .put("iss", issuer.url())
            .put("jti", UUID.randomUUID().toString())
            .put("scp", "Actions.Results:" + claims.run() + ":" + job)
            .put("ac", scopes(claims))
            .put("nbf", now.getEpochSecond())
            .put("iat", now.getEpochSecond())
            .put("exp", now.plus(LONGEST_JOB).getEpochSecond());
    var principal =
        new Principal(JobRoles.runtime(claims.session()), Set.of(), claims.attributes());
    return tokens
        .register(new Token(issuer.sign(payload)), principal, "job runtime", LONGEST_JOB)
        .token();
  }

  /** Which caches the job may read (1) and write (2). */
  private static String scopes(JobClaims claims) {
    var scopes = Json.MAPPER.createArrayNode();
    scopes
        .addObject()
        .put("Scope", claims.source().ref())
        .put("Permission", claims.origin() == Origin.FORK ? 1 : 3);
    if (!claims.source().baseRef().isEmpty()) {
      scopes
          .addObject()
          .put("Scope", "refs/heads/" + claims.source().baseRef())
          .put("Permission", 1);
    }
    return Json.text(scopes);
  }

  private static GrantedPermissions readOnly(GrantedPermissions wanted) {
    var scopes = new HashMap<String, GrantedPermissions.Level>();
    wanted
        .scopes()
        .forEach((scope, level) -> {
          if (!scope.equals("id-token") && level != GrantedPermissions.Level.NONE) {
            scopes.put(scope, GrantedPermissions.Level.READ);
          }
        });
    return new GrantedPermissions(scopes);
  }

  /**
   * Ends a job: its tokens, its ID tokens, and whatever was made from them.
   *
   * @param session {@code RUN/JOB/ATTEMPT}
   */
  public void end(String session) {
    database.write(sql -> sql.update("DELETE FROM job_session WHERE name = ?", session));
    synchronized (sessions) {
      sessions.remove(session);
      reindex();
    }
    // Last: what was made from an ID token just before is ended too, and later none can be made.
    tokens.end(session);
  }

  /** The names of jobs that were begun and not ended, {@code RUN/JOB/ATTEMPT}. */
  public List<String> open() {
    synchronized (sessions) {
      return sessions.keySet().stream().sorted().toList();
    }
  }

  /**
   * The job that an ID token of ours was made for; empty when the job has ended, or the token is
   * not ours.
   *
   * @param id the claim {@code jti}
   */
  public Optional<JobClaims> jobOf(String id) {
    var session =
        database.read(sql ->
            sql.first(
                "SELECT session FROM job_id_token WHERE id = ? AND expires > ?",
                row -> row.text(1),
                id,
                clock.millis()));
    synchronized (sessions) {
      return session.flatMap(name -> Optional.ofNullable(sessions.get(name))).map(Session::claims);
    }
  }

  /** The attributes of principals that act for a job. */
  public static Map<String, String> attributes(JobClaims claims) {
    return claims.attributes();
  }

  /** Whether a job still runs; asked again when a token has been made from one of its tokens. */
  public boolean runs(String session) {
    synchronized (sessions) {
      return sessions.containsKey(session);
    }
  }

  @Override
  public List<Binding> of(String member) {
    return index.of(member);
  }

  private void reindex() {
    index =
        new BindingIndex(sessions.values().stream().flatMap(s -> s.bindings().stream()).toList());
  }

  /** Where jobs get their ID tokens. */
  public List<Route> routes() {
    return List.of(
        Route.of(
            Method.GET,
            PATH,
            request ->
                new Permission(
                    "slipway.idTokens.create",
                    "jobs/" + request.principal().attribute(AccessTokens.SESSION).orElse("-")),
            this::idToken));
  }

  private Response idToken(Request request) {
    String name = request.principal().attribute(AccessTokens.SESSION).orElse("");
    JobClaims claims;
    synchronized (sessions) {
      claims =
          Optional.ofNullable(sessions.get(name))
              .map(Session::claims)
              .orElseThrow(() -> new HttpException(403, "this job has ended"));
    }
    String audience =
        request
            .query("audience")
            .filter(a -> !a.isEmpty())
            .orElse(instance + "/" + claims.repository().owner());
    if (audience.length() > MAX_AUDIENCE) {
      throw new HttpException(400, "the audience is longer than " + MAX_AUDIENCE + " characters");
    }
    String token = issueIdToken(claims, audience, request.principal());
    return Response.json(200, Json.MAPPER.createObjectNode().put("count", 1).put("value", token));
  }

  private String issueIdToken(JobClaims job, String audience, Principal who) {
    Instant now = clock.instant();
    String id = UUID.randomUUID().toString();
    ObjectNode claims = IdTokenClaims.of(job, issuer.url(), audience, id, now);
    database.write(sql -> {
      sql.update("DELETE FROM job_id_token WHERE expires <= ?", now.toEpochMilli());
      audit.append(
          sql,
          new AuditTrail.Entry(
              "identity.idtoken",
              "CreateIdToken",
              audience,
              who,
              List.of(),
              Optional.of("slipway.idTokens.create"),
              AuditTrail.Outcome.GRANTED,
              claims.path("sub").asString()));
      return sql.update(
          "INSERT INTO job_id_token (id, session, expires) VALUES (?, ?, ?)",
          id,
          job.session(),
          now.plus(IdTokenClaims.LIFE).toEpochMilli());
    });
    return issuer.sign(claims);
  }
}
