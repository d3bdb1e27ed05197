//! A stable topological sort.

/// The places `0..count` so that each comes after all that it needs, otherwise in their order; an
/// error carries the places of a circle.
///
/// `needs(place)` names the places that must come before it.
pub(crate) fn sort<I>(count: usize, needs: impl Fn(usize) -> I) -> Result<Vec<usize>, Vec<usize>>
where
    I: IntoIterator<Item = usize>,
{
    let needed: Vec<Vec<usize>> = (0..count)
        .map(|place| {
            needs(place)
                .into_iter()
                .filter(|before| *before != place)
                .collect()
        })
        .collect();
    let mut sorted = Vec::with_capacity(count);
    let mut done = vec![false; count];
    while sorted.len() < count {
        let ready = (0..count)
            .find(|place| !done[*place] && needed[*place].iter().all(|before| done[*before]));
        match ready {
            Some(place) => {
                done[place] = true;
                sorted.push(place);
            }
            None => return Err(circle(&needed, &done)),
        }
    }
    Ok(sorted)
}

/// Every place that is not done waits for another one: walking back comes to a place seen before.
fn circle(needed: &[Vec<usize>], done: &[bool]) -> Vec<usize> {
    let mut path: Vec<usize> = Vec::new();
    let mut place = done.iter().position(|done| !done);
    while let Some(current) = place {
        if let Some(start) = path.iter().position(|seen| *seen == current) {
            return path.split_off(start);
        }
        path.push(current);
        place = needed[current]
            .iter()
            .copied()
            .find(|before| !done[*before]);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_comes_first_and_the_rest_keeps_its_order() {
        let needs = |place: usize| match place {
            0 => vec![3],
            2 => vec![1, 0],
            _ => vec![],
        };
        assert_eq!(sort(5, needs), Ok(vec![1, 3, 0, 2, 4]));
    }

    #[test]
    fn a_circle_is_named_without_what_only_leads_to_it() {
        let needs = |place: usize| match place {
            0 | 2 => vec![1],
            1 => vec![2],
            _ => vec![],
        };
        assert_eq!(sort(3, needs), Err(vec![1, 2]));
    }

    #[test]
    fn needing_oneself_is_no_circle() {
        assert_eq!(sort(2, |place| vec![place]), Ok(vec![0, 1]));
    }
}
