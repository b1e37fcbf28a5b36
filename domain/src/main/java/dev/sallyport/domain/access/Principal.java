package dev.sallyport.domain.access;

import dev.sallyport.domain.session.SessionId;
import dev.sallyport.domain.user.Roles;
import dev.sallyport.domain.user.UserId;

/// Who makes a request, as a good access token says.
///
/// @param generation the one of the session that the token is of
public record Principal(UserId user, SessionId session, int generation, Roles roles) {}
