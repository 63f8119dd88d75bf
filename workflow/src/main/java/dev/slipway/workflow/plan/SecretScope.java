package dev.slipway.workflow.plan;

import dev.slipway.workflow.expression.ObjectValue;
import dev.slipway.workflow.expression.Scope;
import dev.slipway.workflow.expression.Value;
import dev.slipway.workflow.syntax.Data;
import dev.slipway.workflow.syntax.Evaluation;
import java.util.List;

/** Which secrets a job sees: the repository's, or those its caller passes on. */
public sealed interface SecretScope {
  /** All of the repository's and of its environment. */
  record All() implements SecretScope {}

  /** None of them: the code comes from somebody who may not write here. */
  record None() implements SecretScope {}

  /**
   * Those a call names.
   *
   * @param passed the call's {@code secrets}
   * @param caller the contexts of the calling job
   * @param outer what the caller itself sees
   */
  record Passed(Data.Entries passed, ObjectValue caller, SecretScope outer)
      implements SecretScope {}

  /** The context {@code secrets}, given all that the repository has. */
  default ObjectValue resolve(ObjectValue repository) {
    return switch (this) {
      case All _ -> repository;
      case None _ -> token(repository).build();
      case Passed passed -> {
        ObjectValue outer = passed.outer().resolve(repository);
        ObjectValue.Builder secrets = token(repository);
        Scope scope = new WithSecrets(passed.caller(), outer);
        Evaluation.entries(passed.passed(), scope).forEach(secrets::put);
        yield secrets.build();
      }
    };
  }

  /** The job's own token is no secret of the repository: every job has it. */
  private static ObjectValue.Builder token(ObjectValue repository) {
    ObjectValue.Builder secrets = ObjectValue.builder();
    repository.get("GITHUB_TOKEN").ifPresent(token -> secrets.put("GITHUB_TOKEN", token));
    return secrets;
  }

  /** A calling job's contexts with its secrets. */
  record WithSecrets(ObjectValue contexts, ObjectValue secrets) implements Scope {
    @Override
    public Value context(String name) {
      return name.equals("secrets") ? secrets : PlanScope.context(contexts, name);
    }

    @Override
    public Value call(String function, List<Value> arguments) {
      throw new PlanException("The function " + function + " has no value in a call's secrets");
    }

    @Override
    public String toString() {
      return "WithSecrets";
    }
  }
}
