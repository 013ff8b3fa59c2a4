-- SPDX-License-Identifier: GPL-3.0-or-later
-- A full number or telephone.

-- sealed_of(person) -> sealed_person
SELECT p.code, p.national_id_sealed, p.phone_sealed FROM person p WHERE p.id = :person;

-- reveal_note(person, what, reason, most) -> int
SELECT reveal_note(:person::bigint, :what, :reason, :most::bigint);
