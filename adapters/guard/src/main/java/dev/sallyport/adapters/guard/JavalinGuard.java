package dev.sallyport.adapters.guard;

import dev.sallyport.adapters.guard.Admission.Admitted;
import dev.sallyport.adapters.guard.Admission.NotAdmitted;
import dev.sallyport.adapters.guard.Admission.RoleMissing;
import dev.sallyport.adapters.guard.RouteRule.HasRole;
import dev.sallyport.adapters.guard.RouteRule.Open;
import dev.sallyport.adapters.guard.RouteRule.SignedIn;
import dev.sallyport.domain.access.Principal;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.security.RouteRole;
import java.util.Collections;
import java.util.Set;

/// Protects the routes of a Javalin service, each by the [RouteRule]s that it is added with.
///
/// A route without a rule, or with one that is not of ours, lets nobody in. That holds for HEAD
/// where there is only a GET too, for which Javalin names no rules, and for WebSockets: these are
/// judged when they are opened, and not again while they last.
public final class JavalinGuard {

  private static final String PRINCIPAL = "dev.sallyport.principal";

  private final SallyportVerifier verifier;

  private JavalinGuard(SallyportVerifier verifier) {
    this.verifier = verifier;
  }

  /// Protects every route of this service. To be called before any other handler is added.
  public static void protect(JavalinConfig config, SallyportVerifier verifier) {
    var guard = new JavalinGuard(verifier);
    config.routes.beforeMatched(guard::judge);
    // An upgrade passes no other handler.
    config.routes.wsBeforeUpgrade(guard::judge);
    // Else Jetty replaces a token that differs by case alone from an earlier one of the connection
    // by that one.
    config.jetty.modifyHttpConfiguration(http -> {
      http.setHeaderCacheCaseSensitive(true);
      http.setHeaderCacheSize(0);
    });
  }

  /// Who makes the request; for handlers of routes that are not public.
  ///
  /// @throws IllegalStateException on a public route
  public static Principal principal(Context ctx) {
    Principal principal = ctx.attribute(PRINCIPAL);
    if (principal == null) {
      throw new IllegalStateException("nobody has to sign in for this route");
    }
    return principal;
  }

  private void judge(Context ctx) {
    Set<RouteRole> rules = ctx.routeRoles();
    if (rules.equals(Set.of(RouteRule.PUBLIC))) {
      return;
    }
    switch (verifier.admit(Collections.list(ctx.req().getHeaders("Authorization")))) {
      case NotAdmitted refused -> refuse(ctx, refused);
      case Admitted(var principal) -> {
        if (!rules.isEmpty() && rules.stream().allMatch(rule -> holds(rule, principal))) {
          ctx.attribute(PRINCIPAL, principal);
        } else {
          refuse(ctx, new RoleMissing());
        }
      }
    }
  }

  private static boolean holds(RouteRole rule, Principal principal) {
    return rule instanceof RouteRule ours
        && switch (ours) {
          case Open _, SignedIn _ -> true;
          case HasRole(var role) -> principal.roles().contains(role);
        };
  }

  private static void refuse(Context ctx, NotAdmitted refused) {
    var answer = HttpRefusal.of(refused);
    ctx.status(answer.status());
    answer.headers().forEach(ctx::header);
    ctx.result(answer.body());
    ctx.skipRemainingHandlers();
  }
}
