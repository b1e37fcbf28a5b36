package dev.sallyport.adapters.http;

import dev.sallyport.application.access.AuthenticateRequest.Reason;
import dev.sallyport.application.access.DescribeCaller;
import dev.sallyport.domain.access.Principal;
import dev.sallyport.domain.user.Username;
import java.util.List;

/// `GET /auth/me`: who the caller is.
final class MeRoute {

  private final DescribeCaller describeCaller;

  MeRoute(DescribeCaller describeCaller) {
    this.describeCaller = describeCaller;
  }

  private record Members(String sub, String username, List<String> roles, String sid) {}

  Answer handle(Exchange exchange) {
    Principal principal = exchange.principal();
    return describeCaller
        .nameOf(principal)
        .map(name -> Answer.ok(members(name, principal)))
        .orElseGet(() -> BearerGate.invalidToken(Reason.REVOKED));
  }

  private static Members members(Username name, Principal principal) {
    return new Members(
        principal.user().text(),
        name.text(),
        principal.roles().texts(),
        principal.session().text());
  }
}
