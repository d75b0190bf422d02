import sys
sys.path.insert(0,'/work/main/tests/unit/vendors')
from test_guance_member_group_lists import *
import pytest
@pytest.mark.parametrize("n",[10,20,30,40])
def test_mid(guance, clock, n):
    teams = crowd(guance, 60)
    guance.connection["rate_limit"] = 20
    r = guance.run(MANY, max_wait=300, member_groups=[dict(one, members=one["members"][:1]) if i<n else one for i,one in enumerate(teams)])
    print(n, r["failed"], r["requests"], len(asked(guance)), paths(guance).count(LIST), r.get("msg","")[:300])
