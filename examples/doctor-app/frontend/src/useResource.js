import { useCallback, useEffect, useState } from "react";
import { fetchJson } from "./api.js";

const LOADING = { state: "loading" };

/**
 * A document below /api as {state: "loading"}, {state: "failed", error} or {state: "loaded", data},
 * plus reload(). An answer for a path that is no longer wanted is dropped.
 */
export function useResource(path) {
  const [attempt, setAttempt] = useState(0);
  const [result, setResult] = useState({ path, attempt, value: LOADING });

  useEffect(() => {
    const controller = new AbortController();
    const settle = (value) => {
      if (!controller.signal.aborted) {
        setResult({ path, attempt, value });
      }
    };
    fetchJson(path, controller.signal).then(
      (data) => settle({ state: "loaded", data }),
      (error) => settle({ state: "failed", error }),
    );
    return () => controller.abort();
  }, [path, attempt]);

  const reload = useCallback(() => setAttempt((current) => current + 1), []);
  const current = result.path === path && result.attempt === attempt;
  return { ...(current ? result.value : LOADING), reload };
}
