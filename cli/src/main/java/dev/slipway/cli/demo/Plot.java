package dev.slipway.cli.demo;

/** What the demo's developer does to the example: the changes, as commits. */
final class Plot {
  static final String NAMESPACE = "doctor-app";
  static final String ENVIRONMENT = "production";

  /** Shown on the patients' page once the first change is live. */
  static final String VISIBLE = "yearly asthma review, bring your inhaler";

  static final String BRANCH = "say-what-to-bring";

  private static final String PATIENTS = "backend/src/main/resources/patients.json";
  private static final String API = "backend/src/main/java/com/example/doctor/Api.java";
  private static final String PRODUCTION = "k8s/overlays/production/kustomization.yaml";

  /** A change that a user can see. */
  static final Edit IMPROVEMENT =
      new Edit(
          PATIENTS,
          "\"reasonForVisit\": \"yearly asthma review\"",
          "\"reasonForVisit\": \"" + VISIBLE + "\"");

  /** A setting that exists in production only, and with which the backend cannot start. */
  static final Edit NEVER_READY =
      new Edit(
          PRODUCTION,
          "labels:\n",
          """
          configMapGenerator:
            - name: doctor-backend-config
              behavior: merge
              literals:
                - SHUTDOWN_GRACE_SECONDS=twenty

          labels:
          """);

  /** A fault that no probe sees: health is fine, every record is the first patient's. */
  static final Edit FAILS_ITS_USERS =
      new Edit(
          API,
          "return records.find(id).map(Reply::ok).orElseGet(() -> noSuchPatient(id));",
          "return records.find(id).map(found -> Reply.ok(records.all().iterator().next()))\n"
              + "        .orElseGet(() -> noSuchPatient(id));");

  /** A patient's record, and whose it is. */
  static final String RECORD = "/api/patients/p-1002";

  static final String OWNER = "Jonas Bergstr";

  private Plot() {}
}
