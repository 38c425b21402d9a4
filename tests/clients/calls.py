"""What a program in Python does with the API, through a client that was made from its document.

Run by scripts/quality clients: python calls.py ADDRESS DOSSIER, with the generated package on the path.
"""

import json
import sys

from vouchsafe_client import AuthenticatedClient, Client
from vouchsafe_client.api.places import resolve_place
from vouchsafe_client.api.providers import read_provider, read_provider_verification, search_providers
from vouchsafe_client.api.submissions import create_submission, read_submission, replace_submission, withdraw_submission
from vouchsafe_client.models import Condition, Dossier, Problem, Provider, ProviderVerification, SearchAnswer, Submission, SubmissionState, SubmissionTaken, Treatment

address, dossier_text = sys.argv[1:]
client = Client(base_url=address, raise_on_unexpected_status=True)
held = 0


def expect(truth, said):
    global held
    held += 1
    if not truth:
        sys.exit(f"Python: {said}")


found = search_providers.sync(client=client, near="Texas", treatment=[Treatment.IV, Treatment.IM], condition=[Condition.ANXIETY], page_size=3)
expect(isinstance(found, SearchAnswer) and len(found.results) == 3, f"a search gives three results: {found}")
expect(found.place.kind == "state" and all(r.location.state == "TX" for r in found.results), "all of them in the state")
expect(found.facets.treatment["iv"] > 0, "counts stand beside the options")
following = search_providers.sync(client=client, near="Texas", treatment=[Treatment.IV, Treatment.IM], condition=[Condition.ANXIETY], page_size=3, page_token=found.next_page_token)
expect(isinstance(following, SearchAnswer) and not {r.location.id for r in following.results} & {r.location.id for r in found.results}, "the next page goes on")

place = resolve_place.sync(client=client, q="97202")
expect(place.places[0].label.startswith("97202") or place.places[0].kind == "zip", f"a ZIP is a place: {place}")

provider = read_provider.sync(client=client, key=found.results[0].slug)
expect(isinstance(provider, Provider) and provider.id == found.results[0].id, "a provider by its slug")
expect(isinstance(read_provider_verification.sync(client=client, key=provider.id), ProviderVerification), "its checks by its id")

missing = read_provider.sync_detailed(client=client, key="no-such-listing")
expect(missing.status_code == 404 and isinstance(missing.parsed, Problem), "404 is read as a problem")
expect(missing.parsed.type_ == "/problems/not-found" and missing.headers["content-type"] == "application/problem+json", f"{missing.parsed}")

unknown = search_providers.sync_detailed(client=client, near="Nowhere at all, OR")
expect(unknown.status_code == 400 and unknown.parsed.errors[0].parameter == "near", "a place that is none is a problem with near")

dossier = json.loads(dossier_text)
wrong = json.loads(dossier_text)
wrong["locations"][0]["postal_code"] = "9720"
wrong["clinicians"][0]["npi"] = "x" * 61
refused = create_submission.sync_detailed(client=client, body=Dossier.from_dict(wrong))
pointers = [item.pointer for item in refused.parsed.errors] if isinstance(refused.parsed, Problem) else []
expect(refused.status_code == 422 and set(pointers) == {"/locations/0/postal_code", "/clinicians/0/npi"}, f"all problems with their places: {pointers}")

taken = create_submission.sync(client=client, body=Dossier.from_dict(dossier))
expect(isinstance(taken, SubmissionTaken) and taken.report.checks, f"a dossier is taken: {taken}")
mine = AuthenticatedClient(base_url=address, token=taken.token, raise_on_unexpected_status=True)
read = read_submission.sync(client=mine, reference=taken.reference)
expect(isinstance(read, Submission) and read.state == SubmissionState.IN_REVIEW, f"it can be read: {read}")
expect(read.dossier.provider.name == dossier["provider"]["name"], "as it was sent")
early = replace_submission.sync_detailed(client=mine, reference=taken.reference, body=Dossier.from_dict(dossier))
expect(early.status_code == 409 and early.parsed.type_ == "/problems/conflict", "nobody asked for changes")
expect(withdraw_submission.sync_detailed(client=mine, reference=taken.reference).status_code == 204, "it can be taken back")
other = AuthenticatedClient(base_url=address, token="another", raise_on_unexpected_status=True)
expect(read_submission.sync_detailed(client=other, reference=taken.reference).status_code == 404, "another token does not open it")

print(f"Python: {held} expectations held")
