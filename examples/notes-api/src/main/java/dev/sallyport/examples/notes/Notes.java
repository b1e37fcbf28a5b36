package dev.sallyport.examples.notes;

import dev.sallyport.domain.user.UserId;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/// The notes of all users, in memory: they are gone when the service ends.
final class Notes {

  /// One note.
  ///
  /// @param owner who wrote it. A user's id never changes and is never used again; a name may be
  record Note(long id, UserId owner, String text) {}

  private final AtomicLong lastId = new AtomicLong();
  private final ConcurrentSkipListMap<Long, Note> byId = new ConcurrentSkipListMap<>();

  Note add(UserId owner, String text) {
    var note = new Note(lastId.incrementAndGet(), owner, text);
    byId.put(note.id(), note);
    return note;
  }

  /// The notes of one user, oldest first.
  List<Note> of(UserId owner) {
    return byId.values().stream().filter(note -> note.owner().equals(owner)).toList();
  }

  /// Removes a note, whoever wrote it.
  ///
  /// @return whether there was one
  boolean remove(long id) {
    return byId.remove(id) != null;
  }
}
