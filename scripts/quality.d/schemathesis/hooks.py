"""What the schema of a dossier cannot say: places have keys of their own, and people work at places that are there."""

import schemathesis


def is_key(value):
    return isinstance(value, str) and 1 <= len(value) <= 60 and value.isprintable() and not value.isspace()


@schemathesis.hook
def map_body(context, body):
    if not isinstance(body, dict):
        return body
    places = body.get("locations")
    places = [p for p in places if isinstance(p, dict)] if isinstance(places, list) else []
    # Only what is well formed is changed, so that a body made to be wrong stays wrong.
    for number, place in enumerate(places):
        if is_key(place.get("key")):
            place["key"] = f"place-{number}"
    keys = [p["key"] for p in places if is_key(p.get("key"))]
    people = body.get("clinicians")
    for person in people if isinstance(people, list) else []:
        at = person.get("locations") if isinstance(person, dict) else None
        if isinstance(at, list) and keys and all(is_key(key) for key in at):
            person["locations"] = [keys[i % len(keys)] for i in range(len(set(at)))][: len(keys)]
    return body
