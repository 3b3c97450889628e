from sarai.network.linkage.model import COMPARISONS, committed_parameters, rarity_columns, settings
from sarai.network.linkage.train import World, train

WORLDS = (World(200, 1), World(200, 2, unasked=("phone",)))


def test_the_same_worlds_give_the_same_file(tmp_path):
    train(WORLDS, path=tmp_path / "one.json")
    train(WORLDS, path=tmp_path / "other.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "other.json").read_bytes()


def test_what_is_learnt_makes_sense(tmp_path):
    learnt = train(WORLDS, path=tmp_path / "learnt.json")
    assert learnt.levels["name"]["same-name"] > learnt.levels["name"]["one-shared"]
    assert learnt.levels["email"]["other-address"] < 0 < learnt.levels["email"]["same-mailbox"]


def test_the_committed_parameters_fit_the_model():
    learnt = committed_parameters()
    assert {key: set(levels) for key, levels in learnt.levels.items()} == {
        comparison.key: {level.key for level in comparison.telling} for comparison in COMPARISONS
    }
    assert set(learnt.rarity) == set(rarity_columns())
    assert all(slope > 0 for slope in learnt.rarity.values())


def test_the_prior_falls_as_the_world_grows():
    def prior(size):
        return settings(committed_parameters(), size=size)["probability_two_random_records_match"]

    assert prior(1_000_000) < prior(10_000) < prior(2_000) == prior(2)
